---------------------------- MODULE multi_paxos -----------------------------
(***************************************************************************)
(* Multi-Paxos as Paxoscope checks it: acceptors that vote in every slot   *)
(* of a log under one promise, ballots that become leaders, learners that  *)
(* execute, and a set of messages that only grows.  After L. Lamport,      *)
(* "Paxos Made Simple", 2001, section 3, with the names of Paxos.tla.      *)
(***************************************************************************)
EXTENDS Integers, Sequences

CONSTANTS
  Acceptor,       \* the acceptors
  Learner,        \* who executes the log
  Command,        \* what clients propose
  noop,           \* in place of a command: does nothing
  none,           \* in place of a value: there is none
  Proposers,      \* how many proposers there are
  Attempts,       \* how many ballots each of them has
  Slots,          \* how many slots the log has
  PromiseQuorum,  \* the sets of acceptors that promise
  VoteQuorum      \* the sets of acceptors that choose

Ballot == 1 .. Proposers * Attempts
Slot == 1 .. Slots
Value == Command \cup {noop}

ASSUME /\ noop \notin Command /\ none \notin Value
       /\ \A Q \in PromiseQuorum \cup VoteQuorum : Q \subseteq Acceptor

(***************************************************************************)
(* Whoever has a quorum and more has a quorum.                             *)
(***************************************************************************)
IsClosed(Quorums) ==
  \A Q \in Quorums, R \in SUBSET Acceptor : Q \subseteq R => R \in Quorums

ASSUME IsClosed(PromiseQuorum) /\ IsClosed(VoteQuorum)

QuorumsMeet == \A Q \in PromiseQuorum, R \in VoteQuorum : Q \cap R # {}

VARIABLES
  maxBal,    \* of each acceptor the highest ballot it promised or voted in; -1: none
  log,       \* of each acceptor, of each slot, its latest vote <<ballot, value>>
  leading,   \* the ballots that have become leader
  executed,  \* of each learner the slots and values it has executed, in order
  msgs       \* every message ever sent

vars == <<maxBal, log, leading, executed, msgs>>

NoVote == <<-1, none>>

Message ==
       [type : {"1a"}, bal : Ballot]
  \cup [type : {"1b"}, acc : Acceptor, bal : Ballot,
        log : [Slot -> (Ballot \X Value) \cup {NoVote}]]
  \cup [type : {"2a"}, bal : Ballot, slot : Slot, val : Value]
  \cup [type : {"2b"}, acc : Acceptor, bal : Ballot, slot : Slot, val : Value]

TypeOK == /\ maxBal \in [Acceptor -> Ballot \cup {-1}]
          /\ log \in [Acceptor -> [Slot -> (Ballot \X Value) \cup {NoVote}]]
          /\ leading \subseteq Ballot
          /\ executed \in [Learner -> Seq(Slot \X Value)]
          /\ msgs \subseteq Message

Init == /\ maxBal = [a \in Acceptor |-> -1]
        /\ log = [a \in Acceptor |-> [s \in Slot |-> NoVote]]
        /\ leading = {}
        /\ executed = [l \in Learner |-> <<>>]
        /\ msgs = {}

Begun(b) == [type |-> "1a", bal |-> b] \in msgs

(***************************************************************************)
(* The proposer of b has begun no higher ballot.                           *)
(***************************************************************************)
ActsIn(b) == Begun(b) /\ ~Begun(b + Proposers)

Proposed(b, s) == {m.val : m \in {n \in msgs : n.type = "2a" /\ n.bal = b /\ n.slot = s}}

Phase1a(b) == /\ ~Begun(b)
              /\ b <= Proposers \/ Begun(b - Proposers)
              /\ msgs' = msgs \cup {[type |-> "1a", bal |-> b]}
              /\ UNCHANGED <<maxBal, log, leading, executed>>

Phase1b(a, b) == /\ Begun(b)
                 /\ b > maxBal[a]
                 /\ maxBal' = [maxBal EXCEPT ![a] = b]
                 /\ msgs' = msgs \cup {[type |-> "1b", acc |-> a, bal |-> b, log |-> log[a]]}
                 /\ UNCHANGED <<log, leading, executed>>

(***************************************************************************)
(* What the logs L bind a leader to: in each slot the value of the highest *)
(* vote, a no-op in the gaps below, and nothing above.                     *)
(***************************************************************************)
Votes(L, s) == {l[s] : l \in L} \ {NoVote}
Highest(L, s) == CHOOSE v \in Votes(L, s) : \A w \in Votes(L, s) : w[1] <= v[1]
Bound(L) == {s \in Slot : Votes(L, s) # {}}
Entries(L) == {[slot |-> s, val |-> IF s \in Bound(L) THEN Highest(L, s)[2] ELSE noop] :
                 s \in {s \in Slot : \E t \in Bound(L) : s <= t}}

BecomeLeader(b) ==
  /\ ActsIn(b)
  /\ b \notin leading
  /\ \E Q \in PromiseQuorum :
       LET P == {m \in msgs : m.type = "1b" /\ m.bal = b /\ m.acc \in Q}
       IN  /\ {m.acc : m \in P} = Q
           /\ msgs' = msgs \cup {[type |-> "2a", bal |-> b, slot |-> e.slot, val |-> e.val] :
                                   e \in Entries({m.log : m \in P})}
  /\ leading' = leading \cup {b}
  /\ UNCHANGED <<maxBal, log, executed>>

Phase2a(b, s, v) == /\ ActsIn(b)
                    /\ b \in leading
                    /\ Proposed(b, s) = {}
                    /\ \A t \in 1 .. s - 1 : Proposed(b, t) # {}
                    /\ msgs' = msgs \cup {[type |-> "2a", bal |-> b, slot |-> s, val |-> v]}
                    /\ UNCHANGED <<maxBal, log, leading, executed>>

Phase2b(a, b, s) ==
  \E v \in Proposed(b, s) :
    LET vote == [type |-> "2b", acc |-> a, bal |-> b, slot |-> s, val |-> v]
    IN  /\ b >= maxBal[a]
        /\ vote \notin msgs
        /\ maxBal' = [maxBal EXCEPT ![a] = b]
        /\ log' = [log EXCEPT ![a][s] = <<b, v>>]
        /\ msgs' = msgs \cup {vote}
        /\ UNCHANGED <<leading, executed>>

ChosenIn(b, s, v) ==
  \E Q \in VoteQuorum :
    \A a \in Q : [type |-> "2b", acc |-> a, bal |-> b, slot |-> s, val |-> v] \in msgs
Chosen(s) == {v \in Value : \E b \in Ballot : ChosenIn(b, s, v)}

Execute(l, s) == /\ s = Len(executed[l]) + 1
                 /\ \E v \in Chosen(s) : executed' = [executed EXCEPT ![l] = Append(@, <<s, v>>)]
                 /\ UNCHANGED <<maxBal, log, leading, msgs>>

Next == \/ \E b \in Ballot :
             \/ Phase1a(b)
             \/ BecomeLeader(b)
             \/ \E s \in Slot, v \in Command : Phase2a(b, s, v)
             \/ \E a \in Acceptor : Phase1b(a, b) \/ \E s \in Slot : Phase2b(a, b, s)
        \/ \E l \in Learner, s \in Slot : Execute(l, s)

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
Agreement == \A s \in Slot : \A v, w \in Chosen(s) : v = w
IsPrefix(x, y) == Len(x) <= Len(y) /\ SubSeq(y, 1, Len(x)) = x
PrefixOrder == \A k, l \in Learner : IsPrefix(executed[k], executed[l]) \/ IsPrefix(executed[l], executed[k])
=============================================================================
