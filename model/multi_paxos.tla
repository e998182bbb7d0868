---------------------------- MODULE multi_paxos -----------------------------
(***************************************************************************)
(* Multi-Paxos as Paxoscope checks it: acceptors that vote in every slot   *)
(* of a log under one promise, ballots that become leaders, learners that  *)
(* execute, and a set of messages that only grows.  After L. Lamport,      *)
(* "Paxos Made Simple", 2001, section 3, with the names of Paxos.tla.      *)
(* Leaders answer reads as in section 6.4 of D. Ongaro, "Consensus:        *)
(* Bridging Theory and Practice", 2014.  With a window the log itself says *)
(* who decides, as in section 3 of "Paxos Made Simple".                    *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
  Acceptor,       \* the acceptors
  Learner,        \* who executes the log
  Command,        \* what clients propose
  noop,           \* in place of a command: does nothing
  none,           \* in place of a value or an answer: there is none
  nothing,        \* in place of a command: the register holds none
  Proposers,      \* how many proposers there are
  Attempts,       \* how many ballots each of them has
  Slots,          \* how many slots the log has
  Reads,          \* how many reads may be asked for
  Window,         \* how far a leader may be ahead of what is chosen; 0: there is no window
  Membership,     \* the sets of acceptors that may decide, the first one first; <<>>: always all
  ChangeTo,       \* the commands that make them decide; that of the first is none
  PromiseQuorum,  \* where always all decide, the sets of acceptors that promise
  VoteQuorum      \* where always all decide, the sets of acceptors that choose

Ballot == 1 .. Proposers * Attempts
Slot == 1 .. Slots

(***************************************************************************)
(* The k-th of them makes the k-th membership the one that decides.        *)
(***************************************************************************)
Change == {ChangeTo[k] : k \in 2 .. Len(Membership)}
Value == Command \cup Change \cup {noop}
Held == Command \cup {nothing}

ASSUME /\ noop \notin Command /\ nothing \notin Command /\ none \notin Value \cup Held
       /\ Command \cap Change = {} /\ noop \notin Change
       /\ Reads \in Nat /\ Window \in Nat
       /\ Membership \in Seq((SUBSET Acceptor) \ {{}})
       /\ Len(ChangeTo) = Len(Membership)
       /\ \A j, k \in 2 .. Len(Membership) : ChangeTo[j] = ChangeTo[k] => j = k
       /\ Window = 0 => Membership = <<>>
       /\ Window > 0 => Reads = 0
       /\ \A Q \in PromiseQuorum \cup VoteQuorum : Q \subseteq Acceptor

(***************************************************************************)
(* Whoever has a quorum and more has a quorum.                             *)
(***************************************************************************)
IsClosed(Quorums) ==
  \A Q \in Quorums, R \in SUBSET Acceptor : Q \subseteq R => R \in Quorums

ASSUME IsClosed(PromiseQuorum) /\ IsClosed(VoteQuorum)

QuorumsMeet == \A Q \in PromiseQuorum, R \in VoteQuorum : Q \cap R # {}

(***************************************************************************)
(* With memberships more than half of one is a quorum of it.               *)
(***************************************************************************)
Majority(M) == {Q \in SUBSET M : 2 * Cardinality(Q) > Cardinality(M)}
PromiseQuorumOf(k) == IF Membership = <<>> THEN PromiseQuorum ELSE Majority(Membership[k])
VoteQuorumOf(k) == IF Membership = <<>> THEN VoteQuorum ELSE Majority(Membership[k])

VARIABLES
  maxBal,    \* of each acceptor the highest ballot it promised or voted in; -1: none
  log,       \* of each acceptor, of each slot, its latest vote <<ballot, value>>
  leading,   \* the ballots that have become leader; with a window there are none
  executed,  \* of each learner the slots and values it has executed, in order
  msgs,      \* every message ever sent
  reads,     \* the reads that were asked for, in order
  confirmed  \* of each acceptor the reads that it has confirmed

readVars == <<reads, confirmed>>
vars == <<maxBal, log, leading, executed, msgs, readVars>>

NoVote == <<-1, none>>

Message ==
       [type : {"1a"}, bal : Ballot]
  \cup [type : {"1b"}, acc : Acceptor, bal : Ballot,
        log : [Slot -> (Ballot \X Value) \cup {NoVote}]]
  \cup [type : {"2a"}, bal : Ballot, slot : Slot, val : Value]
  \cup [type : {"2b"}, acc : Acceptor, bal : Ballot, slot : Slot, val : Value]

(***************************************************************************)
(* The leader of which ballot was asked, in how many slots it had          *)
(* proposed, how many slots some learner had executed at most, which reads *)
(* had an answer, and what the answer is.                                  *)
(***************************************************************************)
Read == [bal : Ballot, from : 0 .. Slots, acked : 0 .. Slots,
         after : SUBSET (1 .. Reads), answer : Held \cup {none}]

TypeOK == /\ maxBal \in [Acceptor -> Ballot \cup {-1}]
          /\ log \in [Acceptor -> [Slot -> (Ballot \X Value) \cup {NoVote}]]
          /\ leading \subseteq Ballot
          /\ executed \in [Learner -> Seq(Slot \X Value)]
          /\ msgs \subseteq Message
          /\ reads \in Seq(Read) /\ Len(reads) <= Reads
          /\ confirmed \in [Acceptor -> SUBSET (1 .. Len(reads))]

Init == /\ maxBal = [a \in Acceptor |-> -1]
        /\ log = [a \in Acceptor |-> [s \in Slot |-> NoVote]]
        /\ leading = {}
        /\ executed = [l \in Learner |-> <<>>]
        /\ msgs = {}
        /\ reads = <<>>
        /\ confirmed = [a \in Acceptor |-> {}]

Begun(b) == [type |-> "1a", bal |-> b] \in msgs

(***************************************************************************)
(* The proposer of b has begun no higher ballot.                           *)
(***************************************************************************)
ActsIn(b) == Begun(b) /\ ~Begun(b + Proposers)

Proposed(b, s) == {m.val : m \in {n \in msgs : n.type = "2a" /\ n.bal = b /\ n.slot = s}}

Phase1a(b) == /\ ~Begun(b)
              /\ b <= Proposers \/ Begun(b - Proposers)
              /\ msgs' = msgs \cup {[type |-> "1a", bal |-> b]}
              /\ UNCHANGED <<maxBal, log, leading, executed, readVars>>

Phase1b(a, b) == /\ Begun(b)
                 /\ b > maxBal[a]
                 /\ maxBal' = [maxBal EXCEPT ![a] = b]
                 /\ msgs' = msgs \cup {[type |-> "1b", acc |-> a, bal |-> b, log |-> log[a]]}
                 /\ UNCHANGED <<log, leading, executed, readVars>>

(***************************************************************************)
(* The number of the membership that decides after v, where it was k.      *)
(***************************************************************************)
MadeBy(v, k) == IF v \in Change
                THEN CHOOSE j \in 2 .. Len(Membership) : ChangeTo[j] = v
                ELSE k

(***************************************************************************)
(* The slots that say which membership s has are so many of the lowest.    *)
(***************************************************************************)
Deciding(s) == IF s > Window THEN s - Window ELSE 0

(***************************************************************************)
(* The memberships that the n lowest slots make.  There are none as long   *)
(* as nothing is chosen in one of them, and no more than one unless there  *)
(* is no agreement.                                                        *)
(***************************************************************************)
RECURSIVE Made(_)

MayHave(s) == IF Window = 0 THEN {1} ELSE Made(Deciding(s))

ChosenBy(k, b, s, v) ==
  \E Q \in VoteQuorumOf(k) :
    \A a \in Q : [type |-> "2b", acc |-> a, bal |-> b, slot |-> s, val |-> v] \in msgs
Chosen(s) == {v \in Value : \E k \in MayHave(s), b \in Ballot : ChosenBy(k, b, s, v)}

Made(n) == IF n = 0 THEN {1} ELSE {MadeBy(v, k) : v \in Chosen(n), k \in Made(n - 1)}

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
  /\ Window = 0
  /\ ActsIn(b)
  /\ b \notin leading
  /\ \E Q \in PromiseQuorum :
       LET P == {m \in msgs : m.type = "1b" /\ m.bal = b /\ m.acc \in Q}
       IN  /\ {m.acc : m \in P} = Q
           /\ msgs' = msgs \cup {[type |-> "2a", bal |-> b, slot |-> e.slot, val |-> e.val] :
                                   e \in Entries({m.log : m \in P})}
  /\ leading' = leading \cup {b}
  /\ UNCHANGED <<maxBal, log, executed, readVars>>

Phase2a(b, s, v) == /\ ActsIn(b)
                    /\ b \in leading
                    /\ Proposed(b, s) = {}
                    /\ \A t \in 1 .. s - 1 : Proposed(b, t) # {}
                    /\ msgs' = msgs \cup {[type |-> "2a", bal |-> b, slot |-> s, val |-> v]}
                    /\ UNCHANGED <<maxBal, log, leading, executed, readVars>>

(***************************************************************************)
(* With a window a leader finds out anew for each slot what it is bound    *)
(* to, from a quorum of a membership that the slot may have.               *)
(***************************************************************************)
Phase2aInWindow(b, s, v) ==
  /\ Window > 0
  /\ ActsIn(b)
  /\ \A t \in s .. Slots : Proposed(b, t) = {}
  /\ \A t \in 1 .. s - 1 : Proposed(b, t) # {} \/ Chosen(t) # {}
  /\ \E k \in MayHave(s) : \E Q \in PromiseQuorumOf(k) :
       LET P == {m \in msgs : m.type = "1b" /\ m.bal = b /\ m.acc \in Q}
           E == {e \in Entries({m.log : m \in P}) : e.slot = s}
       IN  /\ {m.acc : m \in P} = Q
           /\ v \in IF E = {} THEN Command \cup Change ELSE {e.val : e \in E}
  /\ msgs' = msgs \cup {[type |-> "2a", bal |-> b, slot |-> s, val |-> v]}
  /\ UNCHANGED <<maxBal, log, leading, executed, readVars>>

Phase2b(a, b, s) ==
  \E v \in Proposed(b, s) :
    LET vote == [type |-> "2b", acc |-> a, bal |-> b, slot |-> s, val |-> v]
    IN  /\ b >= maxBal[a]
        /\ vote \notin msgs
        /\ maxBal' = [maxBal EXCEPT ![a] = b]
        /\ log' = [log EXCEPT ![a][s] = <<b, v>>]
        /\ msgs' = msgs \cup {vote}
        /\ UNCHANGED <<leading, executed, readVars>>

Execute(l, s) == /\ s = Len(executed[l]) + 1
                 /\ \E v \in Chosen(s) : executed' = [executed EXCEPT ![l] = Append(@, <<s, v>>)]
                 /\ UNCHANGED <<maxBal, log, leading, msgs, readVars>>

-----------------------------------------------------------------------------
(***************************************************************************)
(* Commands are writes to one register.  What it holds after the n lowest  *)
(* slots of the log c is the last command that was in no lower slot.       *)
(***************************************************************************)
Max(S) == CHOOSE m \in S : \A n \in S : n <= m
Register(c, n) ==
  LET writes == {s \in 1 .. n : c[s] \in Command /\ \A t \in 1 .. s - 1 : c[t] # c[s]}
  IN  IF writes = {} THEN nothing ELSE c[Max(writes)]

Answered == {r \in 1 .. Len(reads) : reads[r].answer # none}

AskRead(b) ==
  /\ Len(reads) < Reads
  /\ ActsIn(b)
  /\ b \in leading
  /\ reads' = Append(reads, [bal |-> b,
                            from |-> Max({0} \cup {s \in Slot : Proposed(b, s) # {}}),
                            acked |-> Max({0} \cup {Len(executed[l]) : l \in Learner}),
                            after |-> Answered,
                            answer |-> none])
  /\ UNCHANGED <<maxBal, log, leading, executed, msgs, confirmed>>

Confirm(a, r) == /\ r \notin Answered
                 /\ reads[r].bal >= maxBal[a]
                 /\ r \notin confirmed[a]
                 /\ confirmed' = [confirmed EXCEPT ![a] = @ \cup {r}]
                 /\ UNCHANGED <<maxBal, log, leading, executed, msgs, reads>>

(***************************************************************************)
(* The n lowest slots hold c: the leader has proposed it, and it is        *)
(* chosen.                                                                 *)
(***************************************************************************)
Answer(r, n) ==
  LET b == reads[r].bal
  IN  /\ r \notin Answered
      /\ ActsIn(b)
      /\ {a \in Acceptor : r \in confirmed[a]} \in PromiseQuorum
      /\ reads[r].from <= n
      /\ \E c \in [1 .. n -> Value] :
           /\ \A s \in 1 .. n : c[s] \in Proposed(b, s) \cap Chosen(s)
           /\ reads' = [reads EXCEPT ![r].answer = Register(c, n)]
      /\ UNCHANGED <<maxBal, log, leading, executed, msgs, confirmed>>

-----------------------------------------------------------------------------
Next == \/ \E b \in Ballot :
             \/ Phase1a(b)
             \/ BecomeLeader(b)
             \/ \E s \in Slot, v \in Command : Phase2a(b, s, v)
             \/ \E s \in Slot, v \in Value : Phase2aInWindow(b, s, v)
             \/ \E a \in Acceptor : Phase1b(a, b) \/ \E s \in Slot : Phase2b(a, b, s)
        \/ \E l \in Learner, s \in Slot : Execute(l, s)
        \/ \E b \in Ballot : AskRead(b)
        \/ \E r \in 1 .. Len(reads) :
             (\E a \in Acceptor : Confirm(a, r)) \/ (\E n \in 0 .. Slots : Answer(r, n))

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(***************************************************************************)
(* What is chosen in s, whoever knows of it: ballots and values.  If there *)
(* are two values in a slot that of the lowest ballot says which           *)
(* membership comes of it, so that each slot has one at most.              *)
(***************************************************************************)
RECURSIVE MembershipAfter(_)
MembershipOf(s) == IF Membership = <<>> THEN {1} ELSE MembershipAfter(Deciding(s))
ChosenVotes(s) == {<<b, v>> \in Ballot \X Value : \E k \in MembershipOf(s) : ChosenBy(k, b, s, v)}
Lowest(votes) == CHOOSE v \in votes : \A w \in votes : v[1] <= w[1]
MembershipAfter(n) ==
  IF n = 0 THEN {1}
  ELSE IF ChosenVotes(n) = {} THEN {}
  ELSE {MadeBy(Lowest(ChosenVotes(n))[2], k) : k \in MembershipAfter(n - 1)}

Agreement == \A s \in Slot : \A v, w \in ChosenVotes(s) : v[2] = w[2]
IsPrefix(x, y) == Len(x) <= Len(y) /\ SubSeq(y, 1, Len(x)) = x
PrefixOrder == \A k, l \in Learner : IsPrefix(executed[k], executed[l]) \/ IsPrefix(executed[l], executed[k])

(***************************************************************************)
(* Each answer is what the register holds after some beginning of the      *)
(* chosen log, which has in it all that was acknowledged when the read was *)
(* asked for, and is no shorter than that of a read answered before then.  *)
(***************************************************************************)
ChosenLength == Max({n \in 0 .. Slots : \A s \in 1 .. n : Chosen(s) # {}})
ChosenLogs == {c \in [1 .. ChosenLength -> Value] : \A s \in 1 .. ChosenLength : c[s] \in Chosen(s)}

LinearizableReads ==
  \E c \in ChosenLogs : \E length \in [Answered -> 0 .. ChosenLength] :
    \A r \in Answered : /\ reads[r].answer = Register(c, length[r])
                        /\ reads[r].acked <= length[r]
                        /\ \A q \in reads[r].after : length[q] <= length[r]
=============================================================================
