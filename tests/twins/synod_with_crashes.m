/* Lamport's Paxos.tla, with acceptors that crash, for Rumur after cpp: as plain as it can be. No ballot, value or vote is 0.
 *
 * N acceptors, V values, B ballots, K crashes; FORGETS_PROMISE and FORGETS_VOTE say what is not on stable storage, KEEPS_BALLOT_OF_VOTE that
 * of a promise only the ballot of the vote is. A crash that changes nothing is no step.
 */
type
  Acceptor: 1 .. N;
  Ballot: 1 .. B;
  MaybeBallot: 0 .. B;
  Value: 1 .. V;
  MaybeValue: 0 .. V;
  Quorum: 0 .. (1 << N) - 1;

var
  maxBal: array[Acceptor] of MaybeBallot;
  maxVBal: array[Acceptor] of MaybeBallot;
  maxVal: array[Acceptor] of MaybeValue;
  sent1a: array[Ballot] of boolean;
  sent1b: array[Acceptor] of array[Ballot] of array[MaybeBallot] of array[MaybeValue] of boolean;
  sent2a: array[Ballot] of array[Value] of boolean;
  sent2b: array[Acceptor] of array[Ballot] of array[Value] of boolean;
  crashed: 0 .. K;

function isMember(a: Acceptor; q: Quorum): boolean; begin
  return ((q >> (a - 1)) & 1) = 1;
end;

function size(q: Quorum): 0 .. N;
  var count: 0 .. N;
begin
  count := 0;
  for a: Acceptor do
    if isMember(a, q) then count := count + 1; end;
  end;
  return count;
end;

function hasPromised(a: Acceptor; b: Ballot): boolean; begin
  return exists c: MaybeBallot do exists v: MaybeValue do sent1b[a][b][c][v] end end;
end;

/* What Phase2a(b, v) asks of a quorum. */
function showsSafe(q: Quorum; b: Ballot; v: Value): boolean;
  var highest: MaybeBallot;
begin
  if 2 * size(q) <= N then return false; end;
  highest := 0;
  for a: Acceptor do
    if isMember(a, q) then
      if !hasPromised(a, b) then return false; end;
      for c: MaybeBallot do
        for w: MaybeValue do
          if sent1b[a][b][c][w] & c > highest then highest := c; end;
        end;
      end;
    end;
  end;
  return highest = 0 | exists a: Acceptor do isMember(a, q) & sent1b[a][b][highest][v] end;
end;

startstate begin
  for a: Acceptor do
    maxBal[a] := 0; maxVBal[a] := 0; maxVal[a] := 0;
    for b: Ballot do
      for c: MaybeBallot do
        for v: MaybeValue do sent1b[a][b][c][v] := false; end;
      end;
      for v: Value do sent2b[a][b][v] := false; end;
    end;
  end;
  for b: Ballot do
    sent1a[b] := false;
    for v: Value do sent2a[b][v] := false; end;
  end;
  crashed := 0;
end;

ruleset b: Ballot do
  rule "Phase1a" !sent1a[b] ==> begin sent1a[b] := true; end;

  ruleset v: Value do
    rule "Phase2a" (!exists w: Value do sent2a[b][w] end) & (exists q: Quorum do showsSafe(q, b, v) end) ==> begin
      sent2a[b][v] := true;
    end;
  end;

  ruleset a: Acceptor do
    rule "Phase1b" sent1a[b] & b > maxBal[a] ==> begin
      maxBal[a] := b;
      sent1b[a][b][maxVBal[a]][maxVal[a]] := true;
    end;

    ruleset v: Value do
      rule "Phase2b" sent2a[b][v] & b >= maxBal[a] ==> begin
        maxBal[a] := b; maxVBal[a] := b; maxVal[a] := v;
        sent2b[a][b][v] := true;
      end;
    end;
  end;
end;

ruleset a: Acceptor do
  rule "Crash" crashed < K & (
#ifdef FORGETS_VOTE
      maxVBal[a] != 0 |
#endif
#ifdef FORGETS_PROMISE
      maxBal[a] != 0 |
#endif
#ifdef KEEPS_BALLOT_OF_VOTE
      maxBal[a] != maxVBal[a] |
#endif
      false) ==> begin
#ifdef FORGETS_VOTE
    maxVBal[a] := 0; maxVal[a] := 0;
#endif
#ifdef FORGETS_PROMISE
    maxBal[a] := 0;
#endif
#ifdef KEEPS_BALLOT_OF_VOTE
    maxBal[a] := maxVBal[a];
#endif
    crashed := crashed + 1;
  end;
end;
