---------------------------- MODULE last_voting ----------------------------
(***************************************************************************)
(* LastVoting as Paxoscope checks it: rounds that all processes take in    *)
(* step, in which each hears of the processes that an adversary lets it    *)
(* hear of.  After B. Charron-Bost and A. Schiper, "The Heard-Of model",   *)
(* Distributed Computing 22, 2009.  A step is a round.                     *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS
  Processes,      \* how many processes there are: 0 .. Processes-1
  Value,          \* what may be proposed
  none,           \* in place of a value: there is none
  Phases,         \* how many phases there are: 0 .. Phases-1, of four rounds
  Heard,          \* of how many processes each hears in every round at least
  PromiseQuorum,  \* the sets of processes whose estimates are enough
  VoteQuorum      \* the sets of processes whose votes are enough

Process == 0 .. Processes - 1
Phase == 0 .. Phases - 1

(***************************************************************************)
(* Whoever has a quorum and more has a quorum.                             *)
(***************************************************************************)
IsClosed(Quorums) ==
  \A Q \in Quorums, R \in SUBSET Process : Q \subseteq R => R \in Quorums

ASSUME IsClosed(PromiseQuorum) /\ IsClosed(VoteQuorum)

VARIABLES
  rounds,    \* how many rounds are over
  x,         \* of each process: its value
  ts,        \* of each process: the phase in which it last voted, or -1
  vote,      \* of each process: what it proposes as coordinator, or none
  ready,     \* of each process: whether it was voted for as coordinator
  decided,   \* of each process: the values that it ever decided
  proposed,  \* every proposal ever made, <<phase, value>>
  cast       \* every vote ever cast, <<process, phase, value>>

vars == <<rounds, x, ts, vote, ready, decided, proposed, cast>>

phase == rounds \div 4
coordinator == phase % Processes

Init == /\ rounds = 0
        /\ x \in [Process -> Value]
        /\ ts = [p \in Process |-> -1]
        /\ vote = [p \in Process |-> none]
        /\ ready = [p \in Process |-> FALSE]
        /\ decided = [p \in Process |-> {}]
        /\ proposed = {} /\ cast = {}

(***************************************************************************)
(* Of whom each process hears in a round.                                  *)
(***************************************************************************)
HeardOf == {HO \in [Process -> SUBSET Process] :
              \A p \in Process : Cardinality(HO[p]) >= Heard \/ HO[p] = Process}

Estimates(HO) ==
  LET c == coordinator
      latest(p) == \A q \in HO[c] : ts[p] >= ts[q]
  IN  /\ IF HO[c] \in PromiseQuorum
         THEN \E p \in HO[c] : /\ latest(p)
                               /\ vote' = [vote EXCEPT ![c] = x[p]]
                               /\ proposed' = proposed \cup {<<phase, x[p]>>}
         ELSE UNCHANGED <<vote, proposed>>
      /\ UNCHANGED <<x, ts, ready, decided, cast>>

Votes(HO) ==
  LET c == coordinator
      voters == IF vote[c] = none THEN {} ELSE {p \in Process : c \in HO[p]}
  IN  /\ x' = [p \in Process |-> IF p \in voters THEN vote[c] ELSE x[p]]
      /\ ts' = [p \in Process |-> IF p \in voters THEN phase ELSE ts[p]]
      /\ cast' = cast \cup {<<p, phase, vote[c]>> : p \in voters}
      /\ UNCHANGED <<vote, ready, decided, proposed>>

Acks(HO) ==
  LET c == coordinator
  IN  /\ ready' = [ready EXCEPT ![c] =
                     {p \in HO[c] : ts[p] = phase} \in VoteQuorum]
      /\ UNCHANGED <<x, ts, vote, decided, proposed, cast>>

Decide(HO) ==
  LET c == coordinator
      who == IF ready[c] THEN {p \in Process : c \in HO[p]} ELSE {}
  IN  /\ decided' = [p \in Process |->
                       IF p \in who THEN decided[p] \cup {vote[c]} ELSE decided[p]]
      /\ vote' = [vote EXCEPT ![c] = none]
      /\ ready' = [ready EXCEPT ![c] = FALSE]
      /\ UNCHANGED <<x, ts, proposed, cast>>

Next == /\ rounds < 4 * Phases
        /\ rounds' = rounds + 1
        /\ \E HO \in HeardOf :
             \/ rounds % 4 = 0 /\ Estimates(HO)
             \/ rounds % 4 = 1 /\ Votes(HO)
             \/ rounds % 4 = 2 /\ Acks(HO)
             \/ rounds % 4 = 3 /\ Decide(HO)

Spec == Init /\ [][Next]_vars

ChosenIn(k, v) == \E Q \in VoteQuorum : \A p \in Q : <<p, k, v>> \in cast

Agreement == \A k, l \in Phase, v, w \in Value :
               ChosenIn(k, v) /\ ChosenIn(l, w) => v = w

LearnersAgree == Cardinality(UNION {decided[p] : p \in Process}) <= 1
=============================================================================
