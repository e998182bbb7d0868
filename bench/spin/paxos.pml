/* The protocol of docs/paxos.md for Spin, hand-packed: N acceptors, P proposers with A attempts each, V values, no learners, nothing
 * duplicated, and any message lost (LOSS) or none. Ballots are 0 .. B-1, B = P * A; ballot b is of proposer b % P.
 *
 * Only what the rest does not determine takes bits of the state:
 *   prepares, replies, accepts  the messages in flight, one bit per <ballot, acceptor> for each kind (replies are the promises)
 *   votes      every vote cast, one bit per <ballot, acceptor>; the value is that of the ballot's proposal
 *   promised   of each acceptor the highest ballot it promised or voted in, plus 1; three bits
 *   got        the promises recorded, one bit per <proposer, acceptor>
 *   proposed   of each ballot the value proposed, plus 1, two bits; of each proposer the attempts made, two bits
 * An acceptor's latest vote is its highest. A promise of ballot b reports its sender's highest vote below b: having sent it, the
 * sender votes in no ballot below b. A proposer is in phase accept when its ballot has a proposal.
 */
#define B (P * A)
#if N < 1 || N > 5 || P < 1 || A < 1 || A > 3 || B > 4 || V < 1 || V > 3
#error "at most 5 acceptors, 4 ballots, 3 attempts, 3 values"
#endif

#define BIT(a, b) (1 << ((b) * N + (a)))
#define EVERYONE ((1 << N) - 1)
#define ROW(set, b) ((set >> ((b) * N)) & EVERYONE) /* the acceptors in set at ballot (or proposer) b */
#define OWNER(b) ((b) % P)
#define OWN_VALUE(b) (OWNER(b) % V + 1)
#define PROMISED(a) ((promised >> (3 * (a))) & 7)
#define VALUE(b) ((proposed >> (2 * (b))) & 3)
#define ATTEMPT(p) (1 << (2 * (B + (p))))
#define ATTEMPTS(p) ((proposed >> (2 * (B + (p)))) & 3)
#define COLLECTING(b) (ATTEMPTS(OWNER(b)) == (b) / P + 1 && !VALUE(b)) /* b's owner is in phase prepare of b */

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
#define PER_BALLOT short
#else
#define PER_BALLOT int
#endif
#if N * 3 < 16
#define PER_ACCEPTOR short
#else
#define PER_ACCEPTOR int
#endif
#if 2 * (B + P) < 16
#define VALUES short
#else
#define VALUES int
#endif
PER_BALLOT prepares, replies, accepts, votes, got;
PER_ACCEPTOR promised;
VALUES proposed;

/* The value of the highest vote reported to ballot b's owner, or else its own. */
#define REPORTED(b, c) ROW(got, OWNER(b)) & ROW(votes, c) -> VALUE(c)
#ifdef BROKEN
#define CHOICE_1 OWN_VALUE(1)
#define CHOICE_2 OWN_VALUE(2)
#define CHOICE_3 OWN_VALUE(3)
#else
#define CHOICE_1 (REPORTED(1, 0) : OWN_VALUE(1))
#define CHOICE_2 (REPORTED(2, 1) : (REPORTED(2, 0) : OWN_VALUE(2)))
#define CHOICE_3 (REPORTED(3, 2) : (REPORTED(3, 1) : (REPORTED(3, 0) : OWN_VALUE(3))))
#endif
#define CHOICE_0 OWN_VALUE(0)

/* Nothing is chosen at ballot c, or the value of ballot b. */
#define AGREES(b, c) (!MAJORITY(ROW(votes, c)) || VALUE(c) == VALUE(b))
#if B == 1
#define AGREEMENT(b) true
#elif B == 2
#define AGREEMENT(b) (AGREES(b, 0) && AGREES(b, 1))
#elif B == 3
#define AGREEMENT(b) (AGREES(b, 0) && AGREES(b, 1) && AGREES(b, 2))
#else
#define AGREEMENT(b) (AGREES(b, 0) && AGREES(b, 1) && AGREES(b, 2) && AGREES(b, 3))
#endif

#define PREPARE(b) \
  :: d_step { ATTEMPTS(OWNER(b)) == (b) / P -> \
       proposed = proposed + ATTEMPT(OWNER(b)); \
       got = got & ~(EVERYONE << (OWNER(b) * N)); \
       prepares = prepares | (EVERYONE << ((b) * N)) }

#define DELIVER_PREPARE(a, b) \
  :: d_step { prepares & BIT(a, b) -> \
       prepares = prepares & ~BIT(a, b); \
       if \
       :: PROMISED(a) < (b) + 1 -> \
            promised = (promised & ~(7 << (3 * (a)))) | (((b) + 1) << (3 * (a))); \
            replies = replies | BIT(a, b) \
       :: else \
       fi }

#define DELIVER_PROMISE(a, b) \
  :: d_step { replies & BIT(a, b) -> \
       replies = replies & ~BIT(a, b); \
       if \
       :: COLLECTING(b) -> \
            got = got | BIT(a, OWNER(b)); \
            if \
            :: MAJORITY(ROW(got, OWNER(b))) -> \
                 proposed = proposed | (CHOICE_##b << (2 * (b))); \
                 got = got & ~(EVERYONE << (OWNER(b) * N)); \
                 accepts = accepts | (EVERYONE << ((b) * N)) \
            :: else \
            fi \
       :: else \
       fi }

#define DELIVER_ACCEPT(a, b) \
  :: d_step { accepts & BIT(a, b) -> \
       accepts = accepts & ~BIT(a, b); \
       if \
       :: PROMISED(a) <= (b) + 1 -> \
            promised = (promised & ~(7 << (3 * (a)))) | (((b) + 1) << (3 * (a))); \
            votes = votes | BIT(a, b); \
            assert(!MAJORITY(ROW(votes, b)) || AGREEMENT(b)) \
       :: else \
       fi }

#ifdef LOSS
#define LOSE(set, a, b) :: atomic { set & BIT(a, b) -> set = set & ~BIT(a, b) }
#else
#define LOSE(set, a, b)
#endif

#define ACCEPTOR(a, b) \
  DELIVER_PREPARE(a, b) DELIVER_PROMISE(a, b) DELIVER_ACCEPT(a, b) LOSE(prepares, a, b) LOSE(replies, a, b) LOSE(accepts, a, b)
#if N == 1
#define BALLOT(b) PREPARE(b) ACCEPTOR(0, b)
#elif N == 2
#define BALLOT(b) PREPARE(b) ACCEPTOR(0, b) ACCEPTOR(1, b)
#elif N == 3
#define BALLOT(b) PREPARE(b) ACCEPTOR(0, b) ACCEPTOR(1, b) ACCEPTOR(2, b)
#elif N == 4
#define BALLOT(b) PREPARE(b) ACCEPTOR(0, b) ACCEPTOR(1, b) ACCEPTOR(2, b) ACCEPTOR(3, b)
#else
#define BALLOT(b) PREPARE(b) ACCEPTOR(0, b) ACCEPTOR(1, b) ACCEPTOR(2, b) ACCEPTOR(3, b) ACCEPTOR(4, b)
#endif

active proctype Paxos() {
end:
  do
  BALLOT(0)
#if B > 1
  BALLOT(1)
#endif
#if B > 2
  BALLOT(2)
#endif
#if B > 3
  BALLOT(3)
#endif
  od
}
