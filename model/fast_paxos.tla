----------------------------- MODULE fast_paxos -----------------------------
(***************************************************************************)
(* Fast Paxos as Paxoscope checks it: acceptors, and a set of messages     *)
(* that only grows.  After L. Lamport, "Fast Paxos", Distributed Computing *)
(* 19(2), 2006, with the names of Paxos.tla; a round of the paper is a     *)
(* ballot here.                                                            *)
(***************************************************************************)
EXTENDS Integers

CONSTANTS
  Acceptor,       \* the acceptors
  Value,          \* what may be proposed
  none,           \* in place of a value: there is none
  any,            \* in place of a value: acceptors may vote for any
  Ballots,        \* how many ballots there are: 1 .. Ballots
  FastBallots,    \* how many of them are fast, the lowest ones
  ClassicQuorum,  \* the sets of acceptors that promise, and choose in classic ballots
  FastQuorum,     \* the sets of acceptors that choose in fast ballots
  Coordinated,    \* whether a ballot takes colliding votes for promises
  Uncoordinated   \* whether acceptors do so by themselves

Ballot == 1 .. Ballots
IsFast(b) == b <= FastBallots
Quorum(b) == IF IsFast(b) THEN FastQuorum ELSE ClassicQuorum

ASSUME /\ none \notin Value /\ any \notin Value /\ none # any
       /\ FastBallots \in 0 .. Ballots
       /\ \A Q \in ClassicQuorum \cup FastQuorum : Q \subseteq Acceptor
       /\ Coordinated \in BOOLEAN
       /\ Uncoordinated \in BOOLEAN

(***************************************************************************)
(* Whoever has a quorum and more has a quorum.                             *)
(***************************************************************************)
IsClosed(Quorums) ==
  \A Q \in Quorums, R \in SUBSET Acceptor : Q \subseteq R => R \in Quorums

ASSUME IsClosed(ClassicQuorum) /\ IsClosed(FastQuorum)

(***************************************************************************)
(* What keeps agreement (section 3.1): two classic quorums have a member   *)
(* in common, and so have a classic one and any two fast ones.             *)
(***************************************************************************)
QuorumsMeet ==
  /\ \A Q \in ClassicQuorum, R \in ClassicQuorum : Q \cap R # {}
  /\ \A Q \in ClassicQuorum, R \in FastQuorum, S \in FastQuorum :
       Q \cap R \cap S # {}

VARIABLES maxBal, maxVBal, maxVal, msgs
vars == <<maxBal, maxVBal, maxVal, msgs>>

Message ==
       [type : {"1a"}, bal : Ballot]
  \cup [type : {"1b"}, acc : Acceptor, bal : Ballot,
        mbal : Ballot \cup {-1}, mval : Value \cup {none}]
  \cup [type : {"2a"}, bal : Ballot, val : Value \cup {any}]
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
(* A report says which vote an acceptor has cast.  Those of ballot b are   *)
(* its 1b messages or, where votes of the ballot before collide, these.    *)
(***************************************************************************)
Promised(b) == {[acc |-> m.acc, bal |-> m.mbal, val |-> m.mval] :
                  m \in {n \in msgs : n.type = "1b" /\ n.bal = b}}

Voted(b) == {[acc |-> m.acc, bal |-> b, val |-> m.val] :
               m \in {n \in msgs : n.type = "2b" /\ n.bal = b}}

Of(reports, Q) == {r \in reports : r.acc \in Q}
AllReport(reports, Q) == \A a \in Q : \E r \in reports : r.acc = a

HighestBallot(reports, Q) ==
  CHOOSE k \in Ballot \cup {-1} :
    /\ \E r \in Of(reports, Q) : r.bal = k
    /\ \A r \in Of(reports, Q) : r.bal <= k

ValuesReported(reports, Q, k) ==
  {r.val : r \in {s \in Of(reports, Q) : s.bal = k}}

(***************************************************************************)
(* O4(v) of section 3.1: for all that Q reports v may have been, or may  *)
(* yet be, chosen in ballot k.                                             *)
(***************************************************************************)
O4(reports, Q, k, v) ==
  \E R \in Quorum(k) :
    \A a \in R \cap Q : [acc |-> a, bal |-> k, val |-> v] \in reports

(***************************************************************************)
(* Figure 2: what a coordinator picks by the reports of Q; `any' where any *)
(* value will do.                                                          *)
(***************************************************************************)
Picks(reports, Q) ==
  LET k == HighestBallot(reports, Q)
      V == ValuesReported(reports, Q, k)
      forced == {v \in V : O4(reports, Q, k, v)}
  IN  IF k = -1 THEN Value \cup {any}
      ELSE IF \E v \in V : V = {v} THEN V
      ELSE IF forced # {} THEN forced
      ELSE Value \cup {any}

Proposable(b, reports, Q) ==
  IF IsFast(b) THEN Picks(reports, Q) ELSE Picks(reports, Q) \ {any}

Propose(b, v) ==
  /\ ~ \E m \in msgs : m.type = "2a" /\ m.bal = b
  /\ Send([type |-> "2a", bal |-> b, val |-> v])
  /\ UNCHANGED <<maxBal, maxVBal, maxVal>>

Phase2a(b, v) ==
  /\ \E Q \in ClassicQuorum : /\ AllReport(Promised(b), Q)
                              /\ v \in Proposable(b, Promised(b), Q)
  /\ Propose(b, v)

(***************************************************************************)
(* An acceptor votes once in a ballot.                                     *)
(***************************************************************************)
Vote(a, b, v) ==
  /\ b >= maxBal[a]
  /\ maxVBal[a] # b
  /\ maxBal' = [maxBal EXCEPT ![a] = b]
  /\ maxVBal' = [maxVBal EXCEPT ![a] = b]
  /\ maxVal' = [maxVal EXCEPT ![a] = v]
  /\ Send([type |-> "2b", acc |-> a, bal |-> b, val |-> v])

Phase2b(a, b, v) ==
  /\ \E m \in msgs : m.type = "2a" /\ m.bal = b /\ m.val \in {v, any}
  /\ Vote(a, b, v)

(***************************************************************************)
(* Section 3.2: votes of a classic quorum in a fast ballot that are for    *)
(* several values serve as 1b messages of the ballot after it.             *)
(***************************************************************************)
Collide(b, Q) ==
  /\ AllReport(Voted(b), Q)
  /\ \E v \in Value, w \in Value :
       v # w /\ {v, w} \subseteq ValuesReported(Voted(b), Q, b)

CoordinatedRecovery(b, v) ==
  /\ Coordinated
  /\ b - 1 \in Ballot /\ IsFast(b - 1)
  /\ \E Q \in ClassicQuorum : /\ Collide(b - 1, Q)
                              /\ v \in Proposable(b, Voted(b - 1), Q)
  /\ Propose(b, v)

UncoordinatedRecovery(a, b, v) ==
  /\ Uncoordinated
  /\ b - 1 \in Ballot /\ IsFast(b)
  /\ \E Q \in ClassicQuorum : /\ Collide(b - 1, Q)
                              /\ v \in Picks(Voted(b - 1), Q)
  /\ Vote(a, b, v)

Next ==
  \E b \in Ballot :
    \/ Phase1a(b)
    \/ \E v \in Value \cup {any} : Phase2a(b, v) \/ CoordinatedRecovery(b, v)
    \/ \E a \in Acceptor :
         \/ Phase1b(a, b)
         \/ \E v \in Value : \/ Phase2b(a, b, v)
                             \/ UncoordinatedRecovery(a, b, v)

Spec == Init /\ [][Next]_vars

ChosenIn(b, v) ==
  \E Q \in Quorum(b) :
    \A a \in Q : [type |-> "2b", acc |-> a, bal |-> b, val |-> v] \in msgs

Agreement ==
  \A b \in Ballot, c \in Ballot, v \in Value, w \in Value :
    ChosenIn(b, v) /\ ChosenIn(c, w) => v = w
=============================================================================
