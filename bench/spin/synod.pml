/* Lamport's Paxos.tla for Spin, hand-packed: N acceptors, V values, B ballots (0 .. B-1); a message is never removed.
 * BROKEN: a leader proposes any value once it has a majority, whatever that reports. Agreement must fail.
 *
 * Only what the rest does not determine takes bits of the state:
 *   promises  1b sent, one bit per <ballot, acceptor>
 *   votes     2b sent, one bit per <ballot, acceptor>; the value is that of the ballot's 2a
 *   proposed  1a sent, one bit per ballot; then the value of the ballot's 2a, two bits (0: none sent)
 * maxBal is the highest ballot with a bit in promises or votes, <maxVBal, maxVal> the highest vote, and a 1b of ballot b reports the
 * highest vote below b: having sent it, an acceptor votes in no ballot below b. So these states are one-to-one with those of Paxos.tla.
 *
 * A step is one assignment to one variable and ends in the control state it began in. Spin makes one transition of it (states within
 * an atomic sequence are not stored) and has one old value to save; for a d_step it would save the whole state.
 */
#if N < 1 || N > 5 || V < 1 || V > 3 || B < 1 || B > 4
#error "at most 5 acceptors, 3 values, 4 ballots"
#endif

#define BIT(a, b) (1 << ((b) * N + (a)))
#define EVERYONE ((1 << N) - 1)
#define AT(set, b) ((set >> ((b) * N)) & EVERYONE)                                  /* the acceptors in set at ballot b */
#define FROM(a, b) ((((1 << (B * N)) - 1) / EVERYONE << (a)) & ~((1 << ((b) * N)) - 1)) /* a at ballots b and above */
#define STARTED(b) (1 << (b))
#define PROPOSAL(b, v) ((v) << (B + 2 * (b)))
#define VALUE(b) ((proposed >> (B + 2 * (b))) & 3)

/* Bit s of the constant says whether the set of acceptors with bits s is a majority. */
#if N == 1
#define MAJORITY(s) ((2 >> (s)) & 1)
#elif N == 2
#define MAJORITY(s) ((8 >> (s)) & 1)
#elif N == 3
#define MAJORITY(s) ((232 >> (s)) & 1)
#elif N == 4
#define MAJORITY(s) ((59520 >> (s)) & 1)
#else
#define MAJORITY(s) ((-18290560 >> (s)) & 1)
#endif

#if N * B < 16
short promises, votes;
#else
int promises, votes;
#endif
short proposed;

/* Is there a majority that sent 1b(b) among which no vote is reported, or v's is the highest? Asked of the largest sets: q, those
 * who sent 1b(b) and report no vote above c. */
#define HIGHEST(c, v, q) (MAJORITY(q) && VALUE(c) == (v) && ((q) & AT(votes, c)))
#define Q(b) AT(promises, b)
#define SAFE_0(v) MAJORITY(Q(0))
#ifdef BROKEN
#define SAFE_1(v) MAJORITY(Q(1))
#define SAFE_2(v) MAJORITY(Q(2))
#define SAFE_3(v) MAJORITY(Q(3))
#else
#define SAFE_1(v) (HIGHEST(0, v, Q(1)) || MAJORITY(Q(1) & ~AT(votes, 0)))
#define SAFE_2(v) (HIGHEST(1, v, Q(2)) || HIGHEST(0, v, Q(2) & ~AT(votes, 1)) || MAJORITY(Q(2) & ~(AT(votes, 1) | AT(votes, 0))))
#define SAFE_3(v) (HIGHEST(2, v, Q(3)) || HIGHEST(1, v, Q(3) & ~AT(votes, 2)) || \
                   HIGHEST(0, v, Q(3) & ~(AT(votes, 2) | AT(votes, 1))) || \
                   MAJORITY(Q(3) & ~(AT(votes, 2) | AT(votes, 1) | AT(votes, 0))))
#endif

/* v is not chosen at ballot c, or is the value of ballot b too */
#define AGREES(b, c) (!MAJORITY(AT(votes, c)) || VALUE(c) == VALUE(b))
#if B == 1
#define AGREEMENT(b) true
#elif B == 2
#define AGREEMENT(b) (AGREES(b, 0) && AGREES(b, 1))
#elif B == 3
#define AGREEMENT(b) (AGREES(b, 0) && AGREES(b, 1) && AGREES(b, 2))
#else
#define AGREEMENT(b) (AGREES(b, 0) && AGREES(b, 1) && AGREES(b, 2) && AGREES(b, 3))
#endif

#define PHASE_1A(b) \
  :: atomic { !(proposed & STARTED(b)) -> proposed = proposed | STARTED(b) }
#define PHASE_1B(a, b) \
  :: atomic { (proposed & STARTED(b)) && !((promises | votes) & FROM(a, b)) -> promises = promises | BIT(a, b) }
#define PHASE_2A(b, v) \
  :: atomic { !VALUE(b) && SAFE_##b(v) -> proposed = proposed | PROPOSAL(b, v) }
#define PHASE_2B(a, b) \
  :: atomic { VALUE(b) && !((promises & FROM(a, (b) + 1)) | (votes & FROM(a, b))) -> votes = votes | BIT(a, b); \
              assert(!MAJORITY(AT(votes, b)) || AGREEMENT(b)) }

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

active proctype Synod() {
end:
  do
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
  od
}
