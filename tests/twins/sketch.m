/* The sketch of docs/sketch.md for Rumur after cpp: as plain as it can be.
 *
 * N acceptors, P proposers that are called M times each, V values; L calls may fail, any number if it is -1. COUNTS_PROMISES,
 * COUNTS_VOTES, FRESH_NUMBERS and VOTE_PROMISES are the repairs. Numbers count from 1; 0 is none.
 */
#define NUMBERS (P * M)
type
  Acceptor: 0 .. N - 1;
  Proposer: 0 .. P - 1;
  Number: 1 .. NUMBERS;
  MaybeNumber: 0 .. NUMBERS;
  Value: 1 .. V;
  MaybeValue: 0 .. V;
  Fate: 0 .. 2;  /* the call returns, is lost before the acceptor sees it, or on the way back */
  Count: 0 .. N;

var
  runs: array[Proposer] of 0 .. M;
  called: array[Proposer] of 0 .. 2 * N;
  bestNumber: array[Proposer] of MaybeNumber;
  bestValue: array[Proposer] of MaybeValue;
  promised: array[Proposer] of array[Acceptor] of boolean;
  voted: array[Proposer] of array[Acceptor] of boolean;
  returned: array[Proposer] of array[Value] of boolean;
  highest: array[Acceptor] of MaybeNumber;
  voteNumber: array[Acceptor] of MaybeNumber;
  voteValue: array[Acceptor] of MaybeValue;
  cast: array[Acceptor] of array[Number] of array[Value] of boolean;
  proposed: array[Number] of array[Value] of boolean;
  failed: 0 .. 255;

function number(p: Proposer): Number; begin
#ifdef FRESH_NUMBERS
  return runs[p] * P + p + 1;
#else
  return p + 1;
#endif
end;

function value(p: Proposer): Value; begin
  if bestNumber[p] != 0 then return bestValue[p]; end;
  return 1 + p % V;
end;

function promises(p: Proposer): Count;
  var count: Count;
begin
  count := 0;
  for a: Acceptor do if promised[p][a] then count := count + 1; end; end;
  return count;
end;

function votes(p: Proposer): Count;
  var count: Count;
begin
  count := 0;
  for a: Acceptor do if voted[p][a] then count := count + 1; end; end;
  return count;
end;

procedure endRun(p: Proposer); begin
  runs[p] := runs[p] + 1;
  called[p] := 0; bestNumber[p] := 0; bestValue[p] := 0;
  for a: Acceptor do promised[p][a] := false; voted[p][a] := false; end;
end;

procedure prepare(p: Proposer; a: Acceptor; fate: Fate); begin
  if fate != 1 & number(p) > highest[a] then
    highest[a] := number(p);
    if fate = 0 then
      promised[p][a] := true;
      if voteNumber[a] > bestNumber[p] then
        bestNumber[p] := voteNumber[a]; bestValue[p] := voteValue[a];
      end;
    end;
  end;
  called[p] := called[p] + 1;
#ifdef COUNTS_PROMISES
  if called[p] = N & 2 * promises(p) <= N then endRun(p); end;
#endif
end;

procedure propose(p: Proposer; a: Acceptor; fate: Fate);
  var n: Number;
  var v: Value;
begin
  n := number(p); v := value(p);
  proposed[n][v] := true;
  if fate != 1 & n >= highest[a] then
#ifdef VOTE_PROMISES
    highest[a] := n;
#endif
    voteNumber[a] := n; voteValue[a] := v;
    cast[a][n][v] := true;
    if fate = 0 then voted[p][a] := true; end;
  end;
  called[p] := called[p] + 1;
  if called[p] = 2 * N then
#ifdef COUNTS_VOTES
    if 2 * votes(p) > N then returned[p][v] := true; end;
#else
    returned[p][v] := true;
#endif
    endRun(p);
  end;
end;

startstate begin
  for p: Proposer do
    runs[p] := 0; called[p] := 0; bestNumber[p] := 0; bestValue[p] := 0;
    for a: Acceptor do promised[p][a] := false; voted[p][a] := false; end;
    for v: Value do returned[p][v] := false; end;
  end;
  for a: Acceptor do
    highest[a] := 0; voteNumber[a] := 0; voteValue[a] := 0;
    for n: Number do
      for v: Value do cast[a][n][v] := false; end;
    end;
  end;
  for n: Number do
    for v: Value do proposed[n][v] := false; end;
  end;
  failed := 0;
end;

ruleset p: Proposer do
  ruleset fate: Fate do
    rule "Call" runs[p] < M & (fate = 0 | L < 0 | failed < L) ==> begin
      if fate != 0 & L >= 0 then failed := failed + 1; end;
      if called[p] < N then
        prepare(p, called[p], fate);
      else
        propose(p, called[p] - N, fate);
      end;
    end;
  end;
end;
