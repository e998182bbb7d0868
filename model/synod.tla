------------------------------- MODULE synod -------------------------------
(***************************************************************************)
(* The synod algorithm as Paxoscope checks it: acceptors, and a set of     *)
(* messages that only grows.  The transitions are those of L. Lamport's    *)
(* Paxos.tla but for steps that change nothing; a crash that forgets       *)
(* nothing, which is what the specified rules say of crashes, is one.      *)
(***************************************************************************)
EXTENDS Integers

CONSTANTS
  Acceptor,       \* the acceptors
  Value,          \* what may be proposed
  none,           \* in place of a value: there is none
  Ballots,        \* how many ballots there are: 0 .. Ballots-1
  PromiseQuorum,  \* the sets of acceptors whose promises are enough
  VoteQuorum      \* the sets of acceptors whose votes choose a value

Ballot == 0 .. Ballots - 1

ASSUME /\ none \notin Value
       /\ \A Q \in PromiseQuorum \cup VoteQuorum : Q \subseteq Acceptor

(***************************************************************************)
(* Whoever has a quorum and more has a quorum.                             *)
(***************************************************************************)
IsClosed(Quorums) ==
  \A Q \in Quorums, R \in SUBSET Acceptor : Q \subseteq R => R \in Quorums

ASSUME IsClosed(PromiseQuorum) /\ IsClosed(VoteQuorum)

QuorumsMeet == \A Q \in PromiseQuorum, R \in VoteQuorum : Q \cap R # {}

VARIABLES maxBal, maxVBal, maxVal, msgs
vars == <<maxBal, maxVBal, maxVal, msgs>>

Message ==
       [type : {"1a"}, bal : Ballot]
  \cup [type : {"1b"}, acc : Acceptor, bal : Ballot,
        mbal : Ballot \cup {-1}, mval : Value \cup {none}]
  \cup [type : {"2a"}, bal : Ballot, val : Value]
  \cup [type : {"2b"}, acc : Acceptor, bal : Ballot, val : Value]

TypeOK == /\ maxBal \in [Acceptor -> Ballot \cup {-1}]
          /\ maxVBal \in [Acceptor -> Ballot \cup {-1}]
          /\ maxVal \in [Acceptor -> Value \cup {none}]
          /\ msgs \subseteq Message

Init == /\ maxBal = [a \in Acceptor |-> -1]
        /\ maxVBal = [a \in Acceptor |-> -1]
        /\ maxVal = [a \in Acceptor |-> none]
        /\ msgs = {}

Send(m) == msgs' = msgs \cup {m}

Phase1a(b) == /\ Send([type |-> "1a", bal |-> b])
              /\ UNCHANGED <<maxBal, maxVBal, maxVal>>

Phase1b(a, b) ==
  /\ [type |-> "1a", bal |-> b] \in msgs
  /\ b > maxBal[a]
  /\ maxBal' = [maxBal EXCEPT ![a] = b]
  /\ Send([type |-> "1b", acc |-> a, bal |-> b,
           mbal |-> maxVBal[a], mval |-> maxVal[a]])
  /\ UNCHANGED <<maxVBal, maxVal>>

(***************************************************************************)
(* The promises of Q for b let b propose v: they report no vote, or a      *)
(* highest one is for v.                                                   *)
(***************************************************************************)
Promised(b, Q) == {m \in msgs : m.type = "1b" /\ m.bal = b /\ m.acc \in Q}

Lets(Q, b, v) ==
  LET promises == Promised(b, Q)
      voted == {m \in promises : m.mbal >= 0}
  IN  /\ \A a \in Q : \E m \in promises : m.acc = a
      /\ \/ voted = {}
         \/ \E m \in voted : /\ m.mval = v
                             /\ \A n \in voted : m.mbal >= n.mbal

Phase2a(b, v) ==
  /\ ~ \E m \in msgs : m.type = "2a" /\ m.bal = b
  /\ \E Q \in PromiseQuorum : Lets(Q, b, v)
  /\ Send([type |-> "2a", bal |-> b, val |-> v])
  /\ UNCHANGED <<maxBal, maxVBal, maxVal>>

Phase2b(a, b, v) ==
  /\ [type |-> "2a", bal |-> b, val |-> v] \in msgs
  /\ b >= maxBal[a]
  /\ maxBal' = [maxBal EXCEPT ![a] = b]
  /\ maxVBal' = [maxVBal EXCEPT ![a] = b]
  /\ maxVal' = [maxVal EXCEPT ![a] = v]
  /\ Send([type |-> "2b", acc |-> a, bal |-> b, val |-> v])

Next == \E b \in Ballot :
          \/ Phase1a(b)
          \/ \E v \in Value : Phase2a(b, v)
          \/ \E a \in Acceptor : \/ Phase1b(a, b)
                                 \/ \E v \in Value : Phase2b(a, b, v)

Spec == Init /\ [][Next]_vars

ChosenIn(b, v) ==
  \E Q \in VoteQuorum :
    \A a \in Q : [type |-> "2b", acc |-> a, bal |-> b, val |-> v] \in msgs

Agreement ==
  \A b \in Ballot, c \in Ballot, v \in Value, w \in Value :
    ChosenIn(b, v) /\ ChosenIn(c, w) => v = w

(***************************************************************************)
(* P2b: what is chosen in b is what all higher ballots propose.            *)
(***************************************************************************)
P2b ==
  \A b \in Ballot, v \in Value :
    ChosenIn(b, v) =>
      \A m \in msgs : m.type = "2a" /\ m.bal > b => m.val = v
=============================================================================
