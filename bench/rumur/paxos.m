/* The protocol of docs/paxos.md for Rumur, after cpp: the bounds and the bits of ../spin/paxos.pml, see there, but kept acceptor by
 * acceptor, so that acceptors may be declared symmetric (SYMMETRIC): one state then stands for all permutations of the acceptors.
 */
#define B (P * A)
#if N < 1 || N > 5 || P < 1 || A < 1 || A > 3 || B > 4 || V < 1 || V > 3
#error "at most 5 acceptors, 4 ballots, 3 attempts, 3 values"
#endif

#define EVERY_BALLOT ((1 << B) - 1)
#define BIT(b) (1 << (b))
#define WITHOUT(b) (EVERY_BALLOT ^ BIT(b))
#define OWNER(b) ((b) % P)
#define OWN_VALUE(b) (OWNER(b) % V + 1)
#define VALUE(b) ((proposed >> (2 * (b))) & 3)
#define ATTEMPT(p) (1 << (2 * (B + (p))))
#define ATTEMPTS(p) ((proposed >> (2 * (B + (p)))) & 3)
#define COLLECTING(b) (ATTEMPTS(OWNER(b)) = (b) / P + 1 & VALUE(b) = 0)
#define NO_PROMISES(b) (((1 << P) - 1) ^ BIT(OWNER(b)))

type
#ifdef SYMMETRIC
  Acceptor: scalarset(N);
#else
  Acceptor: 0 .. N - 1;
#endif

var
  acceptors: array[Acceptor] of record
    prepares: 0 .. (1 << B) - 1; -- in flight to it
    replies: 0 .. (1 << B) - 1;  -- promises in flight from it
    accepts: 0 .. (1 << B) - 1;  -- in flight to it
    votes: 0 .. (1 << B) - 1;    -- every vote it cast
    got: 0 .. (1 << P) - 1;      -- the proposers that have recorded its promise
    promised: 0 .. B;
  end;
  proposed: 0 .. (1 << (2 * (B + P))) - 1;

startstate begin
  for a: Acceptor do
    acceptors[a].prepares := 0; acceptors[a].replies := 0; acceptors[a].accepts := 0;
    acceptors[a].votes := 0; acceptors[a].got := 0; acceptors[a].promised := 0;
  end;
  proposed := 0;
end;

#ifdef SYMMETRIC
#define COUNT(set, b) count := 0; for x: Acceptor do if (acceptors[x].set & BIT(b)) != 0 then count := count + 1; end; end;
#define REPORTED(b, c) exists x: Acceptor do (acceptors[x].got & BIT(OWNER(b))) != 0 & (acceptors[x].votes & BIT(c)) != 0 end
#else
/* The same, without loops. */
#define BIT_OF(a, set, b) ((acceptors[a].set >> (b)) & 1)
#define BOTH(a, b, c) ((acceptors[a].got & BIT(OWNER(b))) != 0 & (acceptors[a].votes & BIT(c)) != 0)
#if N == 1
#define COUNT(set, b) count := BIT_OF(0, set, b);
#define REPORTED(b, c) BOTH(0, b, c)
#elif N == 2
#define COUNT(set, b) count := BIT_OF(0, set, b) + BIT_OF(1, set, b);
#define REPORTED(b, c) (BOTH(0, b, c) | BOTH(1, b, c))
#elif N == 3
#define COUNT(set, b) count := BIT_OF(0, set, b) + BIT_OF(1, set, b) + BIT_OF(2, set, b);
#define REPORTED(b, c) (BOTH(0, b, c) | BOTH(1, b, c) | BOTH(2, b, c))
#elif N == 4
#define COUNT(set, b) count := BIT_OF(0, set, b) + BIT_OF(1, set, b) + BIT_OF(2, set, b) + BIT_OF(3, set, b);
#define REPORTED(b, c) (BOTH(0, b, c) | BOTH(1, b, c) | BOTH(2, b, c) | BOTH(3, b, c))
#else
#define COUNT(set, b) count := BIT_OF(0, set, b) + BIT_OF(1, set, b) + BIT_OF(2, set, b) + BIT_OF(3, set, b) + BIT_OF(4, set, b);
#define REPORTED(b, c) (BOTH(0, b, c) | BOTH(1, b, c) | BOTH(2, b, c) | BOTH(3, b, c) | BOTH(4, b, c))
#endif
#endif

/* The value of the highest vote reported to ballot b's owner, or else its own. */
#define CHOICE_0 OWN_VALUE(0)
#ifdef BROKEN
#define CHOICE_1 OWN_VALUE(1)
#define CHOICE_2 OWN_VALUE(2)
#define CHOICE_3 OWN_VALUE(3)
#else
#define CHOICE_1 (REPORTED(1, 0) ? VALUE(0) : OWN_VALUE(1))
#define CHOICE_2 (REPORTED(2, 1) ? VALUE(1) : (REPORTED(2, 0) ? VALUE(0) : OWN_VALUE(2)))
#define CHOICE_3 (REPORTED(3, 2) ? VALUE(2) : (REPORTED(3, 1) ? VALUE(1) : (REPORTED(3, 0) ? VALUE(0) : OWN_VALUE(3))))
#endif

/* Nothing is chosen at ballot c, or the value of ballot b. */
#define AGREES(b, c) COUNT(votes, c) assert 2 * count <= N | VALUE(c) = VALUE(b);
#if B == 1
#define ASSERT_AGREEMENT(b)
#elif B == 2
#define ASSERT_AGREEMENT(b) AGREES(b, 0) AGREES(b, 1)
#elif B == 3
#define ASSERT_AGREEMENT(b) AGREES(b, 0) AGREES(b, 1) AGREES(b, 2)
#else
#define ASSERT_AGREEMENT(b) AGREES(b, 0) AGREES(b, 1) AGREES(b, 2) AGREES(b, 3)
#endif

#define PREPARE(b) \
  rule ATTEMPTS(OWNER(b)) = (b) / P ==> begin \
    proposed := proposed + ATTEMPT(OWNER(b)); \
    for a: Acceptor do \
      acceptors[a].got := acceptors[a].got & NO_PROMISES(b); \
      acceptors[a].prepares := acceptors[a].prepares | BIT(b); \
    end; \
  end;

#define DELIVER_PREPARE(a, b) \
  rule (acceptors[a].prepares & BIT(b)) != 0 ==> begin \
    acceptors[a].prepares := acceptors[a].prepares & WITHOUT(b); \
    if acceptors[a].promised < (b) + 1 then \
      acceptors[a].promised := (b) + 1; \
      acceptors[a].replies := acceptors[a].replies | BIT(b); \
    end; \
  end;

#define DELIVER_PROMISE(a, b) \
  rule (acceptors[a].replies & BIT(b)) != 0 ==> var count: 0 .. N; begin \
    acceptors[a].replies := acceptors[a].replies & WITHOUT(b); \
    if COLLECTING(b) then \
      acceptors[a].got := acceptors[a].got | BIT(OWNER(b)); \
      COUNT(got, OWNER(b)) \
      if 2 * count > N then \
        proposed := proposed | (CHOICE_##b << (2 * (b))); \
        for x: Acceptor do \
          acceptors[x].got := acceptors[x].got & NO_PROMISES(b); \
          acceptors[x].accepts := acceptors[x].accepts | BIT(b); \
        end; \
      end; \
    end; \
  end;

#define DELIVER_ACCEPT(a, b) \
  rule (acceptors[a].accepts & BIT(b)) != 0 ==> var count: 0 .. N; begin \
    acceptors[a].accepts := acceptors[a].accepts & WITHOUT(b); \
    if acceptors[a].promised <= (b) + 1 then \
      acceptors[a].promised := (b) + 1; \
      acceptors[a].votes := acceptors[a].votes | BIT(b); \
      COUNT(votes, b) \
      if 2 * count > N then ASSERT_AGREEMENT(b) end; \
    end; \
  end;

#ifdef LOSS
#define LOSE(set, a, b) \
  rule (acceptors[a].set & BIT(b)) != 0 ==> begin acceptors[a].set := acceptors[a].set & WITHOUT(b); end;
#else
#define LOSE(set, a, b)
#endif

#define ACCEPTOR(a, b) \
  DELIVER_PREPARE(a, b) DELIVER_PROMISE(a, b) DELIVER_ACCEPT(a, b) LOSE(prepares, a, b) LOSE(replies, a, b) LOSE(accepts, a, b)
#ifdef SYMMETRIC
#define BALLOT(b) PREPARE(b) ruleset a: Acceptor do ACCEPTOR(a, b) end;
#elif N == 1
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
