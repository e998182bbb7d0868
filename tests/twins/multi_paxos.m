/* Multi-Paxos for Rumur after cpp: as plain as it can be. No ballot, slot, value or vote is 0.
 *
 * N acceptors, P proposers with T ballots each, ballot b of proposer (b - 1) mod P; S slots, V commands, L learners, of which there is one at least;
 * EXECUTING says whether they execute anything. Value V + 1 is the no-op.
 *
 * R reads: a leader asks around, or with LEASES does not; ANY_FIRST says that an acceptor's lease may end before the leader's. An answer is V + 2 for
 * nothing, and 0 is none yet.
 *
 * K crashes: FORGETS_PROMISE, FORGETS_VOTE and FORGETS_LEASE say what is not on stable storage, KEEPS_BALLOT_OF_VOTE that of a promise only the ballot
 * of the highest vote is. A crash that changes nothing is no step.
 *
 * W is the window, or 0. There are M memberships, and MEMBERS has N bits for each of them, the first one lowest; 1 and all acceptors where they are
 * fixed. Value V + k is the command for membership k. AT_ONCE or WHEN_PROPOSED says when a change takes effect, IGNORES_WINDOW is about leaders.
 */
type
  Acceptor: 1 .. N;
  Ballot: 1 .. P * T;
  MaybeBallot: 0 .. P * T;
  Slot: 1 .. S;
  MaybeSlot: 0 .. S;
  Command: 1 .. V;
  Value: 1 .. V + M;
  MaybeValue: 0 .. V + M;
  Set: 0 .. (1 << N) - 1;
  Count: 0 .. N;
  Learner: 1 .. L;
  Membership: 1 .. M;
  Memberships: 0 .. (1 << M) - 1;
  MaybeAnswer: 0 .. V + 2;
#if R > 0
  Read: 1 .. R;
#endif

var
  maxBal: array[Acceptor] of MaybeBallot;
  logBal: array[Acceptor] of array[Slot] of MaybeBallot;
  logVal: array[Acceptor] of array[Slot] of MaybeValue;
  sent1a: array[Ballot] of boolean;
  sent1b: array[Acceptor] of array[Ballot] of boolean;
  reportedBal: array[Acceptor] of array[Ballot] of array[Slot] of MaybeBallot;
  reportedVal: array[Acceptor] of array[Ballot] of array[Slot] of MaybeValue;
  leading: array[Ballot] of boolean;
  proposed: array[Ballot] of array[Slot] of MaybeValue;
  sent2b: array[Acceptor] of array[Ballot] of array[Slot] of boolean;
  executed: array[Learner] of MaybeSlot;
  executedVal: array[Learner] of array[Slot] of MaybeValue;
#if R > 0
  asked: 0 .. R;
  readBal: array[Read] of MaybeBallot;
  from: array[Read] of MaybeSlot;
  acked: array[Read] of MaybeSlot;
  after: array[Read] of array[Read] of boolean;
  answer: array[Read] of MaybeAnswer;
  confirmed: array[Acceptor] of array[Read] of boolean;
#ifdef LEASES
  lease: array[Acceptor] of MaybeBallot;
  leaseOver: array[Ballot] of boolean;
#endif
#endif
#if K > 0
  crashed: 0 .. K;
#endif

function isMember(a: Acceptor; q: Set): boolean; begin
  return ((q >> (a - 1)) & 1) = 1;
end;

function members(k: Membership): Set; begin
  return (MEMBERS >> (N * (k - 1))) & ((1 << N) - 1);
end;

function size(q: Set): Count;
  var count: Count;
begin
  count := 0;
  for a: Acceptor do
    if isMember(a, q) then count := count + 1; end;
  end;
  return count;
end;

/* Whether q is of members of k alone, and of more than half of them. */
function isMajorityOf(k: Membership; q: Set): boolean; begin
  return (forall a: Acceptor do !isMember(a, q) | isMember(a, members(k)) end) & 2 * size(q) > size(members(k));
end;

function isMajority(q: Set): boolean; begin
  return isMajorityOf(1, q);
end;

/* Whether the proposer of b acts in it: it has begun it, and none above. */
function actsIn(b: Ballot): boolean; begin
  return sent1a[b] & (b + P > P * T | !exists c: Ballot do c = b + P & sent1a[c] end);
end;

/* Whether v is chosen in s by members of k. */
function isChosenBy(k: Membership; s: Slot; v: Value): boolean; begin
  return exists b: Ballot do
    proposed[b][s] = v &
    exists q: Set do isMajorityOf(k, q) & forall a: Acceptor do !isMember(a, q) | sent2b[a][b][s] end end
  end;
end;

#if W > 0
function contains(all: Memberships; k: Membership): boolean; begin
  return ((all >> (k - 1)) & 1) = 1;
end;

function with(all: Memberships; k: Membership): Memberships; begin
  return contains(all, k) ? all : all + (1 << (k - 1));
end;

/* The lowest slots that decide on the membership of s: how many. */
function deciding(s: Slot): MaybeSlot; begin
  return s > W ? s - W : 0;
end;

/* Whether s may have, for all that the leader of b knows or where b is 0 a learner, the memberships that the n lowest slots make. */
function isTaken(n: MaybeSlot; s: Slot; b: MaybeBallot): boolean; begin
#ifdef IGNORES_WINDOW
  if n < deciding(s) & b = 0 then return false; end;
#else
  if n < deciding(s) then return false; end;
#endif
#if defined(AT_ONCE) || defined(WHEN_PROPOSED)
  return n < s;
#else
  return n <= deciding(s);
#endif
end;

/* The memberships that s may have for all one knows: for all that the leader of b knows, or where b is 0 a learner. */
function mayHave(s: Slot; b: MaybeBallot): Memberships;
  var made: array[MaybeSlot] of Memberships;  -- by that many of the lowest slots
  var all: Memberships;
begin
  made[0] := 1;
  for t: Slot do
    made[t] := 0;
    all := 0;
    -- What t may have, which says what is chosen in it.
    for n: MaybeSlot do
      if isTaken(n, t, b) then
        for k: Membership do
          if contains(made[n], k) then all := with(all, k); end;
        end;
      end;
    end;
    if t = s then return all; end;
    for v: Value do
      if (exists k: Membership do contains(all, k) & isChosenBy(k, t, v) end)
#ifdef WHEN_PROPOSED
         | (exists c: Ballot do c = b & proposed[c][t] = v end)
#endif
      then
        for k: Membership do
          if contains(made[t - 1], k) then made[t] := with(made[t], v > V + 1 ? v - V : k); end;
        end;
      end;
    end;
  end;
end;

/* Something is chosen in s for all that the leader of b knows. */
function isKnown(s: Slot; b: MaybeBallot): boolean; begin
  return exists k: Membership do contains(mayHave(s, b), k) & exists v: Value do isChosenBy(k, s, v) end end;
end;
#endif

function isChosen(s: Slot; v: Value): boolean; begin
#if W > 0
  return exists k: Membership do contains(mayHave(s, 0), k) & isChosenBy(k, s, v) end;
#else
  return isChosenBy(1, s, v);
#endif
end;

#if W > 0
/* Whether a leader may propose in s. What it has only proposed itself does not open one. */
function isOpen(s: Slot): boolean; begin
#ifdef IGNORES_WINDOW
  return true;
#else
  return forall t: Slot do t > deciding(s) | isKnown(t, 0) end;
#endif
end;

/* The value of the highest vote in s that members of q report to b, or 0. */
function boundTo(q: Set; b: Ballot; s: Slot): MaybeValue;
  var highest: MaybeBallot; var value: MaybeValue;
begin
  highest := 0;
  value := 0;
  for a: Acceptor do
    if isMember(a, q) & reportedBal[a][b][s] > highest then
      highest := reportedBal[a][b][s];
      value := reportedVal[a][b][s];
    end;
  end;
  return value;
end;

function isGap(q: Set; b: Ballot; s: Slot): boolean; begin
  return exists t: Slot do t > s & boundTo(q, b, t) != 0 end;
end;
#endif

/* Whether a has given its lease to another proposer. */
function isBarred(a: Acceptor; b: Ballot): boolean; begin
#if R > 0 && defined(LEASES)
  return lease[a] != 0 & (lease[a] - 1) % P != (b - 1) % P;
#else
  return false;
#endif
end;

/* The highest ballot in the log of a, or 0. */
function highestVote(a: Acceptor): MaybeBallot;
  var highest: MaybeBallot;
begin
  highest := 0;
  for s: Slot do
    if logBal[a][s] > highest then highest := logBal[a][s]; end;
  end;
  return highest;
end;

#if R > 0
function slotsProposed(b: Ballot): MaybeSlot;
  var highest: MaybeSlot;
begin
  highest := 0;
  for s: Slot do
    if proposed[b][s] != 0 then highest := s; end;
  end;
  return highest;
end;

/* Whether b has proposed in the n lowest slots, and it is chosen. */
function areChosen(b: Ballot; n: MaybeSlot): boolean; begin
  return forall s: Slot do s > n | (proposed[b][s] != 0 & isChosen(s, proposed[b][s])) end;
end;

/* What the register holds after what b proposed in the n lowest slots. */
function held(b: Ballot; n: MaybeSlot): MaybeAnswer;
  var last: MaybeAnswer;
begin
  last := V + 2;
  for s: Slot do
    if s <= n & proposed[b][s] <= V & (forall t: Slot do t >= s | proposed[b][t] != proposed[b][s] end) then
      last := proposed[b][s];
    end;
  end;
  return last;
end;

procedure addRead(b: Ballot; n: MaybeSlot); begin
  asked := asked + 1;
  readBal[asked] := b;
  from[asked] := n;
  for l: Learner do
    if executed[l] > acked[asked] then acked[asked] := executed[l]; end;
  end;
  for r: Read do
    if answer[r] != 0 then after[asked][r] := true; end;
  end;
end;
#endif

startstate begin
  for a: Acceptor do
    maxBal[a] := 0;
    for s: Slot do logBal[a][s] := 0; logVal[a][s] := 0; end;
    for b: Ballot do
      sent1b[a][b] := false;
      for s: Slot do reportedBal[a][b][s] := 0; reportedVal[a][b][s] := 0; sent2b[a][b][s] := false; end;
    end;
  end;
  for b: Ballot do
    sent1a[b] := false;
    leading[b] := false;
    for s: Slot do proposed[b][s] := 0; end;
  end;
  for l: Learner do
    executed[l] := 0;
    for s: Slot do executedVal[l][s] := 0; end;
  end;
#if R > 0
  asked := 0;
  for r: Read do
    readBal[r] := 0; from[r] := 0; acked[r] := 0; answer[r] := 0;
    for q: Read do after[r][q] := false; end;
    for a: Acceptor do confirmed[a][r] := false; end;
  end;
#ifdef LEASES
  for a: Acceptor do lease[a] := 0; end;
  for b: Ballot do leaseOver[b] := false; end;
#endif
#endif
#if K > 0
  crashed := 0;
#endif
end;

ruleset b: Ballot do
  rule "Phase1a" !sent1a[b] & (b <= P | exists c: Ballot do c + P = b & sent1a[c] end) ==> begin sent1a[b] := true; end;

#if W > 0
  ruleset s: Slot; k: Membership; q: Set; v: Value do
    rule "Phase2aInWindow"
      actsIn(b) & (forall t: Slot do t < s | proposed[b][t] = 0 end) & isOpen(s) & contains(mayHave(s, b), k) &
      isMajorityOf(k, q) & (forall a: Acceptor do !isMember(a, q) | sent1b[a][b] end) &
      (forall t: Slot do t >= s | proposed[b][t] != 0 | isKnown(t, b) end) &
      (v = boundTo(q, b, s) | (boundTo(q, b, s) = 0 & (v = V + 1) = isGap(q, b, s))) ==> begin
      proposed[b][s] := v;
    end;
  end;
#else
  ruleset q: Set do
    rule "BecomeLeader"
      actsIn(b) & !leading[b] & isMajority(q) & (forall a: Acceptor do !isMember(a, q) | sent1b[a][b] end) ==>
      var highest: MaybeBallot; var above: boolean;
    begin
      leading[b] := true;
      for s: Slot do
        highest := 0;
        for a: Acceptor do
          if isMember(a, q) & reportedBal[a][b][s] > highest then
            highest := reportedBal[a][b][s];
            proposed[b][s] := reportedVal[a][b][s];
          end;
        end;
      end;
      for s: Slot do
        above := false;
        for t: Slot do
          if t > s & proposed[b][t] != 0 then above := true; end;
        end;
        if proposed[b][s] = 0 & above then proposed[b][s] := V + 1; end;
      end;
    end;
  end;

  ruleset s: Slot; v: Command do
    rule "Phase2a"
      actsIn(b) & leading[b] & proposed[b][s] = 0 & (forall t: Slot do t >= s | proposed[b][t] != 0 end) ==> begin
      proposed[b][s] := v;
    end;
  end;
#endif

  ruleset a: Acceptor do
    rule "Phase1b" sent1a[b] & b > maxBal[a] & !sent1b[a][b] & !isBarred(a, b) ==> begin
      maxBal[a] := b;
#if R > 0 && defined(LEASES)
      lease[a] := b;
#endif
      sent1b[a][b] := true;
      for s: Slot do
        reportedBal[a][b][s] := logBal[a][s];
        reportedVal[a][b][s] := logVal[a][s];
      end;
    end;

    ruleset s: Slot do
      rule "Phase2b" proposed[b][s] != 0 & b >= maxBal[a] & !sent2b[a][b][s] & !isBarred(a, b) ==> begin
        maxBal[a] := b;
        logBal[a][s] := b;
        logVal[a][s] := proposed[b][s];
        sent2b[a][b][s] := true;
      end;
    end;
  end;
end;

#ifdef EXECUTING
ruleset l: Learner; s: Slot; v: Value do
  rule "Execute" executed[l] + 1 = s & isChosen(s, v) ==> begin
    executed[l] := s;
    executedVal[l][s] := v;
  end;
end;
#endif

#if R > 0
#ifdef LEASES
ruleset b: Ballot do
  rule "LeaseEnds" sent1a[b] & !leaseOver[b] ==> begin leaseOver[b] := true; end;

  rule "LocalRead" asked < R & actsIn(b) & leading[b] & !leaseOver[b] & areChosen(b, slotsProposed(b)) ==> begin
    addRead(b, slotsProposed(b));
    answer[asked] := held(b, slotsProposed(b));
  end;
end;

ruleset a: Acceptor do
  rule "Release"
#ifdef ANY_FIRST
    lease[a] != 0
#else
    exists b: Ballot do lease[a] = b & leaseOver[b] end
#endif
    ==> begin
    lease[a] := 0;
  end;
end;
#else
ruleset b: Ballot do
  rule "AskRead" asked < R & actsIn(b) & leading[b] ==> begin addRead(b, slotsProposed(b)); end;
end;

ruleset r: Read; b: Ballot do
  ruleset a: Acceptor do
    rule "Confirm" readBal[r] = b & answer[r] = 0 & b >= maxBal[a] & !confirmed[a][r] ==> begin
      confirmed[a][r] := true;
    end;
  end;

  ruleset n: MaybeSlot do
    rule "Answer"
      readBal[r] = b & answer[r] = 0 & actsIn(b) & from[r] <= n & areChosen(b, n) &
      (exists q: Set do isMajority(q) & forall a: Acceptor do !isMember(a, q) | confirmed[a][r] end end) ==> begin
      answer[r] := held(b, n);
    end;
  end;
end;
#endif
#endif

#if K > 0
ruleset a: Acceptor do
  rule "Crash" crashed < K & (
#ifdef FORGETS_VOTE
      highestVote(a) != 0 |
#endif
#ifdef FORGETS_PROMISE
      maxBal[a] != 0 |
#endif
#ifdef KEEPS_BALLOT_OF_VOTE
      maxBal[a] != highestVote(a) |
#endif
#if R > 0 && defined(LEASES) && defined(FORGETS_LEASE)
      lease[a] != 0 |
#endif
      false) ==> begin
#ifdef FORGETS_VOTE
    for s: Slot do logBal[a][s] := 0; logVal[a][s] := 0; end;
#endif
#ifdef FORGETS_PROMISE
    maxBal[a] := 0;
#endif
#ifdef KEEPS_BALLOT_OF_VOTE
    maxBal[a] := highestVote(a);
#endif
#if R > 0 && defined(LEASES) && defined(FORGETS_LEASE)
    lease[a] := 0;
#endif
    crashed := crashed + 1;
  end;
end;
#endif
