/* Multi-Paxos for Rumur after cpp: as plain as it can be. No ballot, slot, value or vote is 0.
 *
 * N acceptors, P proposers with T ballots each, ballot b of proposer (b - 1) mod P; S slots, V commands, L learners, of which there is one at least;
 * EXECUTING says whether they execute anything. Value V + 1 is the no-op.
 */
type
  Acceptor: 1 .. N;
  Ballot: 1 .. P * T;
  MaybeBallot: 0 .. P * T;
  Slot: 1 .. S;
  MaybeSlot: 0 .. S;
  Command: 1 .. V;
  Value: 1 .. V + 1;
  MaybeValue: 0 .. V + 1;
  Set: 0 .. (1 << N) - 1;
  Count: 0 .. N;
  Learner: 1 .. L;

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

function isMember(a: Acceptor; q: Set): boolean; begin
  return ((q >> (a - 1)) & 1) = 1;
end;

function isMajority(q: Set): boolean;
  var count: Count;
begin
  count := 0;
  for a: Acceptor do
    if isMember(a, q) then count := count + 1; end;
  end;
  return 2 * count > N;
end;

/* Whether the proposer of b acts in it: it has begun it, and none above. */
function actsIn(b: Ballot): boolean; begin
  return sent1a[b] & (b + P > P * T | !exists c: Ballot do c = b + P & sent1a[c] end);
end;

function isChosen(s: Slot; v: Value): boolean; begin
  return exists b: Ballot do
    proposed[b][s] = v &
    exists q: Set do isMajority(q) & forall a: Acceptor do !isMember(a, q) | sent2b[a][b][s] end end
  end;
end;

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
end;

ruleset b: Ballot do
  rule "Phase1a" !sent1a[b] & (b <= P | exists c: Ballot do c + P = b & sent1a[c] end) ==> begin sent1a[b] := true; end;

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

  ruleset a: Acceptor do
    rule "Phase1b" sent1a[b] & b > maxBal[a] ==> begin
      maxBal[a] := b;
      sent1b[a][b] := true;
      for s: Slot do
        reportedBal[a][b][s] := logBal[a][s];
        reportedVal[a][b][s] := logVal[a][s];
      end;
    end;

    ruleset s: Slot do
      rule "Phase2b" proposed[b][s] != 0 & b >= maxBal[a] & !sent2b[a][b][s] ==> begin
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
