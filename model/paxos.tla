------------------------------- MODULE paxos -------------------------------
(***************************************************************************)
(* Single-decree Paxos as Paxoscope checks it over an asynchronous         *)
(* network: processes, and messages in flight, which are delivered in any  *)
(* order, or lost, or delivered and still in flight.  Each action is one   *)
(* transition.  Without crashes, which docs/faults.md adds.                *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Acceptor,       \* the acceptors
  Proposers,      \* how many proposers there are: 0 .. Proposers-1
  Attempts,       \* how many ballots each may start
  Values,         \* how many values there are: 0 .. Values-1
  Learners,       \* how many learners there are: 0 .. Learners-1
  Losses,         \* how many messages may be lost, or any
  Duplications,   \* how many deliveries may leave a copy in flight, or any
  any,            \* in place of a budget: no bound
  PromiseQuorum,  \* the sets of acceptors whose promises are enough
  VoteQuorum      \* the sets of acceptors whose votes choose a value

Proposer == 0 .. Proposers - 1
Learner == 0 .. Learners - 1
Ballot == 0 .. Proposers * Attempts - 1
Value == 0 .. Values - 1
NoVote == <<-1, -1>>

Owner(b) == b % Proposers
Own(p) == p % Values

(***************************************************************************)
(* Whoever has a quorum and more has a quorum.                             *)
(***************************************************************************)
IsClosed(Quorums) ==
  \A Q \in Quorums, R \in SUBSET Acceptor : Q \subseteq R => R \in Quorums

ASSUME IsClosed(PromiseQuorum) /\ IsClosed(VoteQuorum)

QuorumsMeet == \A Q \in PromiseQuorum, R \in VoteQuorum : Q \cap R # {}

VARIABLES
  promised,   \* of each acceptor: the highest ballot promised or voted in
  vote,       \* of each acceptor: its latest vote <<ballot, value>>
  attempt,    \* of each proposer: how many ballots it has started
  phase,      \* of each proposer: "idle", "prepare" or "accept"
  promises,   \* of each proposer: those of its ballot, <<acceptor, vote>>
  heard,      \* of each learner: the votes it has heard of
  net,        \* the messages in flight
  cast,       \* every vote ever cast, <<acceptor, ballot, value>>
  proposed,   \* every proposal ever issued, <<ballot, value>>
  lost,       \* how much of a budget of losses is spent
  doubled     \* how much of a budget of copies is spent

ofAcceptors == <<promised, vote, cast>>
ofProposers == <<attempt, phase, promises, proposed>>
vars == <<ofAcceptors, ofProposers, heard, net, lost, doubled>>

Current(p) == (attempt[p] - 1) * Proposers + p

Init == /\ promised = [a \in Acceptor |-> -1]
        /\ vote = [a \in Acceptor |-> NoVote]
        /\ attempt = [p \in Proposer |-> 0]
        /\ phase = [p \in Proposer |-> "idle"]
        /\ promises = [p \in Proposer |-> {}]
        /\ heard = [l \in Learner |-> {}]
        /\ net = {} /\ cast = {} /\ proposed = {}
        /\ lost = 0 /\ doubled = 0

(***************************************************************************)
(* A budget that allows another, and what is spent of it then.  Of one     *)
(* without a bound nobody counts.                                          *)
(***************************************************************************)
Spend(budget, spent, after) ==
  IF budget = any THEN after = spent ELSE spent < budget /\ after = spent + 1

(***************************************************************************)
(* Delivering m and sending what follows: m is gone, or a copy of it       *)
(* stays.                                                                  *)
(***************************************************************************)
Deliver(m, sent) ==
  /\ m \in net
  /\ \/ net' = (net \ {m}) \cup sent /\ doubled' = doubled
     \/ net' = net \cup sent /\ Spend(Duplications, doubled, doubled')
  /\ lost' = lost

(***************************************************************************)
(* A proposer may start its next ballot at any time.                       *)
(***************************************************************************)
Prepare(p) ==
  /\ attempt[p] < Attempts
  /\ attempt' = [attempt EXCEPT ![p] = @ + 1]
  /\ phase' = [phase EXCEPT ![p] = "prepare"]
  /\ promises' = [promises EXCEPT ![p] = {}]
  /\ net' = net \cup {[type |-> "prepare", acc |-> a,
                       bal |-> attempt[p] * Proposers + p] : a \in Acceptor}
  /\ UNCHANGED <<ofAcceptors, heard, proposed, lost, doubled>>

DeliverPrepare(m) ==
  /\ m.type = "prepare"
  /\ IF m.bal > promised[m.acc]
     THEN /\ promised' = [promised EXCEPT ![m.acc] = m.bal]
          /\ Deliver(m, {[type |-> "promise", acc |-> m.acc, bal |-> m.bal,
                          vote |-> vote[m.acc]]})
     ELSE Deliver(m, {}) /\ UNCHANGED promised
  /\ UNCHANGED <<vote, cast, ofProposers, heard>>

(***************************************************************************)
(* What p proposes by these promises: the value of the highest vote that   *)
(* they report, or its own.                                                *)
(***************************************************************************)
Choice(p, got) ==
  LET votes == {r[2] : r \in got} \ {NoVote}
  IN  IF votes = {} THEN Own(p)
      ELSE (CHOOSE v \in votes : \A w \in votes : v[1] >= w[1])[2]

(***************************************************************************)
(* The promise that completes a quorum has the proposal issued in the same *)
(* step.                                                                   *)
(***************************************************************************)
DeliverPromise(m) ==
  /\ m.type = "promise"
  /\ LET p == Owner(m.bal)
         got == promises[p] \cup {<<m.acc, m.vote>>}
         v == Choice(p, got)
     IN  IF phase[p] # "prepare" \/ Current(p) # m.bal
         THEN Deliver(m, {}) /\ UNCHANGED ofProposers
         ELSE IF {r[1] : r \in got} \notin PromiseQuorum
         THEN /\ Deliver(m, {})
              /\ promises' = [promises EXCEPT ![p] = got]
              /\ UNCHANGED <<attempt, phase, proposed>>
         ELSE /\ Deliver(m, {[type |-> "accept", acc |-> a, bal |-> m.bal,
                              val |-> v] : a \in Acceptor})
              /\ phase' = [phase EXCEPT ![p] = "accept"]
              /\ promises' = [promises EXCEPT ![p] = {}]
              /\ proposed' = proposed \cup {<<m.bal, v>>}
              /\ UNCHANGED attempt
  /\ UNCHANGED <<ofAcceptors, heard>>

DeliverAccept(m) ==
  /\ m.type = "accept"
  /\ IF m.bal >= promised[m.acc]
     THEN /\ promised' = [promised EXCEPT ![m.acc] = m.bal]
          /\ vote' = [vote EXCEPT ![m.acc] = <<m.bal, m.val>>]
          /\ cast' = cast \cup {<<m.acc, m.bal, m.val>>}
          /\ Deliver(m, {[type |-> "accepted", acc |-> m.acc, bal |-> m.bal,
                          val |-> m.val, lrn |-> l] : l \in Learner})
     ELSE Deliver(m, {}) /\ UNCHANGED ofAcceptors
  /\ UNCHANGED <<ofProposers, heard>>

DeliverAccepted(m) ==
  /\ m.type = "accepted"
  /\ Deliver(m, {})
  /\ heard' = [heard EXCEPT ![m.lrn] = @ \cup {<<m.acc, m.bal, m.val>>}]
  /\ UNCHANGED <<ofAcceptors, ofProposers>>

Lose(m) ==
  /\ net' = net \ {m}
  /\ Spend(Losses, lost, lost')
  /\ UNCHANGED <<ofAcceptors, ofProposers, heard, doubled>>

Next == \/ \E p \in Proposer : Prepare(p)
        \/ \E m \in net : \/ DeliverPrepare(m)
                          \/ DeliverPromise(m)
                          \/ DeliverAccept(m)
                          \/ DeliverAccepted(m)
                          \/ Lose(m)

Spec == Init /\ [][Next]_vars

ChosenIn(votes, b, v) ==
  \E Q \in VoteQuorum : \A a \in Q : <<a, b, v>> \in votes

Chosen(votes) == {v \in Value : \E b \in Ballot : ChosenIn(votes, b, v)}

Agreement == Cardinality(Chosen(cast)) <= 1

(***************************************************************************)
(* P2b: what is chosen in b is what all higher ballots propose.            *)
(***************************************************************************)
P2b == \A b \in Ballot, v \in Value :
         ChosenIn(cast, b, v) => \A q \in proposed : q[1] > b => q[2] = v

OneValuePerBallot == \A q, r \in proposed : q[1] = r[1] => q[2] = r[2]

LearnersAgree == Cardinality(UNION {Chosen(heard[l]) : l \in Learner}) <= 1
=============================================================================
