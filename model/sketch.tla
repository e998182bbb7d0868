------------------------------- MODULE sketch -------------------------------
(***************************************************************************)
(* The sketch of docs/sketch.md as Paxoscope checks it: proposers that     *)
(* call one acceptor after the other.  A call is a step; it returns, or it *)
(* is lost before the acceptor sees it, or on the way back.                *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Acceptors,      \* how many acceptors there are: 0 .. Acceptors-1
  Proposers,      \* how many proposers there are: 0 .. Proposers-1
  Attempts,       \* how often each is called
  Values,         \* how many values there are: 0 .. Values-1
  Losses,         \* how many calls may fail, or any
  any,            \* in place of a budget: no bound
  FreshNumbers,   \* whether each run has a number of its own
  CountsPromises, \* whether a proposer gives up unless a majority promises
  CountsVotes,    \* whether it returns a value only if a majority votes
  VotePromises    \* whether a vote counts as a promise; only then is this Paxos

Acceptor == 0 .. Acceptors - 1
Proposer == 0 .. Proposers - 1
Value == 0 .. Values - 1
Majority == {Q \in SUBSET Acceptor : 2 * Cardinality(Q) > Acceptors}
NoVote == <<-1, -1>>

VARIABLES
  run,        \* of each proposer: how many of its runs are over
  called,     \* how many calls its run has made
  best,       \* the highest vote <<number, value>> returned in it
  promisers,  \* whose promises it knows of
  voters,     \* whose votes it knows of
  returned,   \* the values that it ever returned
  highest,    \* of each acceptor: the highest number that it has seen
  vote,       \* its vote
  cast,       \* every vote ever cast, <<acceptor, number, value>>
  proposed,   \* every proposal ever made, <<number, value>>
  failed      \* how much of a budget of calls that fail is spent

vars == <<run, called, best, promisers, voters, returned, highest, vote, cast,
          proposed, failed>>

Number(p) == IF FreshNumbers THEN run[p] * Proposers + p ELSE p
ToPropose(p) == IF best[p] = NoVote THEN p % Values ELSE best[p][2]

Init == /\ run = [p \in Proposer |-> 0]
        /\ called = [p \in Proposer |-> 0]
        /\ best = [p \in Proposer |-> NoVote]
        /\ promisers = [p \in Proposer |-> {}]
        /\ voters = [p \in Proposer |-> {}]
        /\ returned = [p \in Proposer |-> {}]
        /\ highest = [a \in Acceptor |-> -1]
        /\ vote = [a \in Acceptor |-> NoVote]
        /\ cast = {} /\ proposed = {} /\ failed = 0

(***************************************************************************)
(* What a call may come to, and what that takes of the budget.             *)
(***************************************************************************)
Fate == {"returns", "lost", "unanswered"}

Spend(fate) ==
  IF fate = "returns" \/ Losses = any THEN failed' = failed
  ELSE failed < Losses /\ failed' = failed + 1

(***************************************************************************)
(* Of p after a call: the next one, or nothing is left of the run.         *)
(***************************************************************************)
GoOn(p, newBest, newPromisers, newVoters) ==
  /\ called' = [called EXCEPT ![p] = @ + 1]
  /\ best' = [best EXCEPT ![p] = newBest]
  /\ promisers' = [promisers EXCEPT ![p] = newPromisers]
  /\ voters' = [voters EXCEPT ![p] = newVoters]
  /\ run' = run

EndRun(p) ==
  /\ called' = [called EXCEPT ![p] = 0]
  /\ best' = [best EXCEPT ![p] = NoVote]
  /\ promisers' = [promisers EXCEPT ![p] = {}]
  /\ voters' = [voters EXCEPT ![p] = {}]
  /\ run' = [run EXCEPT ![p] = @ + 1]

CallToPrepare(p, fate) ==
  LET a == called[p]
      granted == fate # "lost" /\ Number(p) > highest[a]
      answered == granted /\ fate = "returns"
      newBest == IF answered /\ vote[a][1] > best[p][1] THEN vote[a] ELSE best[p]
      newPromisers == promisers[p] \cup IF answered THEN {a} ELSE {}
  IN  /\ run[p] < Attempts /\ a < Acceptors
      /\ Spend(fate)
      /\ highest' = [highest EXCEPT ![a] = IF granted THEN Number(p) ELSE @]
      /\ IF CountsPromises /\ a = Acceptors - 1 /\ newPromisers \notin Majority
         THEN EndRun(p)
         ELSE GoOn(p, newBest, newPromisers, voters[p])
      /\ UNCHANGED <<returned, vote, cast, proposed>>

CallToAccept(p, fate) ==
  LET a == called[p] - Acceptors
      n == Number(p)
      v == ToPropose(p)
      granted == fate # "lost" /\ n >= highest[a]
      newVoters == voters[p] \cup IF granted /\ fate = "returns" THEN {a} ELSE {}
      ends == a = Acceptors - 1
  IN  /\ run[p] < Attempts /\ a \in Acceptor
      /\ Spend(fate)
      /\ proposed' = proposed \cup {<<n, v>>}
      /\ highest' = [highest EXCEPT ![a] =
                       IF granted /\ VotePromises THEN n ELSE @]
      /\ vote' = [vote EXCEPT ![a] = IF granted THEN <<n, v>> ELSE @]
      /\ cast' = cast \cup IF granted THEN {<<a, n, v>>} ELSE {}
      /\ returned' = [returned EXCEPT ![p] =
                        @ \cup IF ends /\ (CountsVotes => newVoters \in Majority)
                               THEN {v} ELSE {}]
      /\ IF ends THEN EndRun(p)
         ELSE GoOn(p, best[p], promisers[p], newVoters)

Next == \E p \in Proposer, fate \in Fate :
          CallToPrepare(p, fate) \/ CallToAccept(p, fate)

Spec == Init /\ [][Next]_vars

Chosen == {v \in Value : \E n \in 0 .. Proposers * Attempts - 1 :
             \E Q \in Majority : \A a \in Q : <<a, n, v>> \in cast}

Agreement == Cardinality(Chosen) <= 1

LearnedIsChosen == \A p \in Proposer : returned[p] \subseteq Chosen
=============================================================================
