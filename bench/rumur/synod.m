/* Lamport's Paxos.tla for Rumur, after cpp: the states and steps of ../spin/synod.pml, bit by bit; see there.
 *
 * Rules are unrolled so that the compiler sees constants. The ranges of the variables have no names: in this version bitwise operators
 * reject a named range. Agreement is asserted by the step that can break it, as in the Spin model: cheaper than an invariant.
 */
#if N < 1 || N > 5 || V < 1 || V > 3 || B < 1 || B > 4
#error "at most 5 acceptors, 3 values, 4 ballots"
#endif

#define ALL ((1 << (B * N)) - 1)
#define EVERYONE ((1 << N) - 1)
#define BIT(a, b) (1 << ((b) * N + (a)))
#define AT(set, b) ((set >> ((b) * N)) & EVERYONE)
#define FROM(a, b) (((ALL / EVERYONE) << (a)) & (ALL ^ ((1 << ((b) * N)) - 1)))
#define STARTED(b) (1 << (b))
#define PROPOSAL(b, v) ((v) << (B + 2 * (b)))
#define VALUE(b) ((proposed >> (B + 2 * (b))) & 3)

#if N == 1
#define MAJORITY(s) (((2 >> (s)) & 1) = 1)
#elif N == 2
#define MAJORITY(s) (((8 >> (s)) & 1) = 1)
#elif N == 3
#define MAJORITY(s) (((232 >> (s)) & 1) = 1)
#elif N == 4
#define MAJORITY(s) (((59520 >> (s)) & 1) = 1)
#else
#define MAJORITY(s) (((-18290560 >> (s)) & 1) = 1)
#endif

var
  promises: 0 .. (1 << (B * N)) - 1;
  votes: 0 .. (1 << (B * N)) - 1;
  proposed: 0 .. (1 << (3 * B)) - 1;

startstate begin
  promises := 0; votes := 0; proposed := 0;
end;

#define Q(b) AT(promises, b)
#define NOT(c) (EVERYONE ^ AT(votes, c))
#define HIGHEST(c, v, q) (MAJORITY(q) & VALUE(c) = (v) & ((q) & AT(votes, c)) != 0)
#define SAFE_0(v) MAJORITY(Q(0))
#ifdef BROKEN
#define SAFE_1(v) MAJORITY(Q(1))
#define SAFE_2(v) MAJORITY(Q(2))
#define SAFE_3(v) MAJORITY(Q(3))
#else
#define SAFE_1(v) (HIGHEST(0, v, Q(1)) | MAJORITY(Q(1) & NOT(0)))
#define SAFE_2(v) (HIGHEST(1, v, Q(2)) | HIGHEST(0, v, Q(2) & NOT(1)) | MAJORITY(Q(2) & NOT(1) & NOT(0)))
#define SAFE_3(v) (HIGHEST(2, v, Q(3)) | HIGHEST(1, v, Q(3) & NOT(2)) | HIGHEST(0, v, Q(3) & NOT(2) & NOT(1)) | \
                   MAJORITY(Q(3) & NOT(2) & NOT(1) & NOT(0)))
#endif

#define AGREES(b, c) (!MAJORITY(AT(votes, c)) | VALUE(c) = VALUE(b))
#if B == 1
#define AGREEMENT(b) true
#elif B == 2
#define AGREEMENT(b) (AGREES(b, 0) & AGREES(b, 1))
#elif B == 3
#define AGREEMENT(b) (AGREES(b, 0) & AGREES(b, 1) & AGREES(b, 2))
#else
#define AGREEMENT(b) (AGREES(b, 0) & AGREES(b, 1) & AGREES(b, 2) & AGREES(b, 3))
#endif

#define PHASE_1A(b) rule (proposed & STARTED(b)) = 0 ==> begin proposed := proposed | STARTED(b); end;
#define PHASE_1B(a, b) \
  rule (proposed & STARTED(b)) != 0 & ((promises | votes) & FROM(a, b)) = 0 ==> begin promises := promises | BIT(a, b); end;
#define PHASE_2A(b, v) rule VALUE(b) = 0 & SAFE_##b(v) ==> begin proposed := proposed | PROPOSAL(b, v); end;
#define PHASE_2B(a, b) \
  rule VALUE(b) != 0 & (promises & FROM(a, (b) + 1)) = 0 & (votes & FROM(a, b)) = 0 ==> \
  begin votes := votes | BIT(a, b); assert !MAJORITY(AT(votes, b)) | AGREEMENT(b); end;

#define ACCEPTOR(a, b) PHASE_1B(a, b) PHASE_2B(a, b)
#if N == 1
#define ACCEPTORS(b) ACCEPTOR(0, b)
#elif N == 2
#define ACCEPTORS(b) ACCEPTOR(0, b) ACCEPTOR(1, b)
#elif N == 3
#define ACCEPTORS(b) ACCEPTOR(0, b) ACCEPTOR(1, b) ACCEPTOR(2, b)
#elif N == 4
#define ACCEPTORS(b) ACCEPTOR(0, b) ACCEPTOR(1, b) ACCEPTOR(2, b) ACCEPTOR(3, b)
#else
#define ACCEPTORS(b) ACCEPTOR(0, b) ACCEPTOR(1, b) ACCEPTOR(2, b) ACCEPTOR(3, b) ACCEPTOR(4, b)
#endif
#if V == 1
#define LEADER(b) PHASE_1A(b) PHASE_2A(b, 1)
#elif V == 2
#define LEADER(b) PHASE_1A(b) PHASE_2A(b, 1) PHASE_2A(b, 2)
#else
#define LEADER(b) PHASE_1A(b) PHASE_2A(b, 1) PHASE_2A(b, 2) PHASE_2A(b, 3)
#endif

LEADER(0) ACCEPTORS(0)
#if B > 1
LEADER(1) ACCEPTORS(1)
#endif
#if B > 2
LEADER(2) ACCEPTORS(2)
#endif
#if B > 3
LEADER(3) ACCEPTORS(3)
#endif
