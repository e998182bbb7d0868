/* Fast Paxos for Rumur after cpp: as plain as it can be. No ballot, value or vote is 0.
 *
 * N acceptors, V values, B ballots of which the first F are fast; QC acceptors are a classic quorum, QF a fast one. COORDINATED and
 * UNCOORDINATED say how votes of a fast ballot that collide are recovered from. A 2a message with value V + 1 lets acceptors vote for any.
 */
type
  Acceptor: 1 .. N;
  Ballot: 1 .. B;
  MaybeBallot: 0 .. B;
  Value: 1 .. V;
  MaybeValue: 0 .. V;
  Proposal: 1 .. V + 1;
  Set: 0 .. (1 << N) - 1;
  Count: 0 .. N;

var
  maxBal: array[Acceptor] of MaybeBallot;
  maxVBal: array[Acceptor] of MaybeBallot;
  maxVal: array[Acceptor] of MaybeValue;
  sent1a: array[Ballot] of boolean;
  sent1b: array[Acceptor] of array[Ballot] of array[MaybeBallot] of array[MaybeValue] of boolean;
  sent2a: array[Ballot] of array[Proposal] of boolean;
  sent2b: array[Acceptor] of array[Ballot] of array[Value] of boolean;

function isMember(a: Acceptor; q: Set): boolean; begin
  return ((q >> (a - 1)) & 1) = 1;
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

function isQuorumOf(q: Set; b: Ballot): boolean; begin
  if b <= F then return size(q) >= QF; end;
  return size(q) >= QC;
end;

/* What acceptor a reports: in a 1b message of b, or by its votes in b - 1. */
function reports(a: Acceptor; b: Ballot; c: MaybeBallot; v: MaybeValue; byVotes: boolean): boolean; begin
  if !byVotes then return sent1b[a][b][c][v]; end;
  if c = 0 | c + 1 != b | v = 0 then return false; end;
  return sent2b[a][c][v];
end;

function hasReported(a: Acceptor; b: Ballot; byVotes: boolean): boolean; begin
  return exists c: MaybeBallot do exists v: MaybeValue do reports(a, b, c, v, byVotes) end end;
end;

/* The highest ballot in which one of q reports a vote. */
function highest(q: Set; b: Ballot; byVotes: boolean): MaybeBallot;
  var k: MaybeBallot;
begin
  k := 0;
  for a: Acceptor do
    for c: MaybeBallot do
      for v: MaybeValue do
        if isMember(a, q) & c > k & reports(a, b, c, v, byVotes) then k := c; end;
      end;
    end;
  end;
  return k;
end;

function isReported(q: Set; b: Ballot; k: MaybeBallot; v: Value; byVotes: boolean): boolean; begin
  return exists a: Acceptor do isMember(a, q) & reports(a, b, k, v, byVotes) end;
end;

/* O4(v). */
function mayBeChosen(q: Set; b: Ballot; k: Ballot; v: Value; byVotes: boolean): boolean; begin
  return exists r: Set do
    isQuorumOf(r, k) &
    forall a: Acceptor do !isMember(a, r) | !isMember(a, q) | reports(a, b, k, v, byVotes) end
  end;
end;

function values(q: Set; b: Ballot; k: Ballot; byVotes: boolean): 0 .. V;
  var count: 0 .. V;
begin
  count := 0;
  for v: Value do
    if isReported(q, b, k, v, byVotes) then count := count + 1; end;
  end;
  return count;
end;

/* Whether a classic quorum q lets ballot b propose p. */
function lets(q: Set; b: Ballot; p: Proposal; byVotes: boolean): boolean;
  var k: MaybeBallot;
begin
  if size(q) < QC then return false; end;
  if exists a: Acceptor do isMember(a, q) & !hasReported(a, b, byVotes) end then return false; end;
  k := highest(q, b, byVotes);
  if byVotes & (k = 0 | values(q, b, k, byVotes) < 2) then return false; end;
  if k = 0 then return p <= V | b <= F; end;
  if values(q, b, k, byVotes) = 1 then return p <= V & isReported(q, b, k, p, byVotes); end;
  if exists v: Value do isReported(q, b, k, v, byVotes) & mayBeChosen(q, b, k, v, byVotes) end then
    return p <= V & isReported(q, b, k, p, byVotes) & mayBeChosen(q, b, k, p, byVotes);
  end;
  return p <= V | b <= F;
end;

function mayVote(a: Acceptor; b: Ballot): boolean; begin
  return b >= maxBal[a] & maxVBal[a] != b;
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
    for p: Proposal do sent2a[b][p] := false; end;
  end;
end;

ruleset b: Ballot do
  rule "Phase1a" !sent1a[b] ==> begin sent1a[b] := true; end;

  ruleset p: Proposal do
    rule "Phase2a" (!exists o: Proposal do sent2a[b][o] end) & (exists q: Set do lets(q, b, p, false) end) ==> begin
      sent2a[b][p] := true;
    end;
#ifdef COORDINATED
    rule "CoordinatedRecovery"
      b > 1 & b - 1 <= F & (!exists o: Proposal do sent2a[b][o] end) & (exists q: Set do lets(q, b, p, true) end) ==> begin
      sent2a[b][p] := true;
    end;
#endif
  end;

  ruleset a: Acceptor do
    rule "Phase1b" sent1a[b] & b > maxBal[a] ==> begin
      maxBal[a] := b;
      sent1b[a][b][maxVBal[a]][maxVal[a]] := true;
    end;

    ruleset v: Value do
      rule "Phase2b" (sent2a[b][v] | sent2a[b][V + 1]) & mayVote(a, b) ==> begin
        maxBal[a] := b; maxVBal[a] := b; maxVal[a] := v;
        sent2b[a][b][v] := true;
      end;
#ifdef UNCOORDINATED
      rule "UncoordinatedRecovery"
        b > 1 & b <= F & mayVote(a, b) & (exists q: Set do lets(q, b, v, true) end) ==> begin
        maxBal[a] := b; maxVBal[a] := b; maxVal[a] := v;
        sent2b[a][b][v] := true;
      end;
#endif
    end;
  end;
end;
