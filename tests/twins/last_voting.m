/* LastVoting for Rumur after cpp: as plain as it can be.
 *
 * N processes, V values, K phases of four rounds; whoever hears hears of H processes at least. VN is V to the power of N: every way to
 * give values to processes is a start state. A step is a round, in which an adversary chooses one set: of whom the coordinator hears in
 * the first and the third, who hears of it in the second and the fourth.
 */
type
  Process: 0 .. N - 1;
  Value: 1 .. V;
  MaybeValue: 0 .. V;
  Phase: 0 .. K - 1;
  MaybePhase: -1 .. K - 1;
  Set: 0 .. (1 << N) - 1;
  Count: 0 .. N;

var
  rounds: 0 .. 4 * K;
  x: array[Process] of Value;
  ts: array[Process] of MaybePhase;
  vote: array[Process] of MaybeValue;
  ready: array[Process] of boolean;
  decided: array[Process] of array[Value] of boolean;
  proposed: array[Phase] of array[Value] of boolean;
  cast: array[Process] of array[Phase] of array[Value] of boolean;

function isMember(p: Process; s: Set): boolean; begin
  return ((s >> p) & 1) = 1;
end;

function size(s: Set): Count;
  var count: Count;
begin
  count := 0;
  for p: Process do
    if isMember(p, s) then count := count + 1; end;
  end;
  return count;
end;

function phase(): Phase; begin return rounds / 4; end;
function coordinator(): Process; begin return phase() % N; end;
function isRound(r: 0 .. 3): boolean; begin return rounds < 4 * K & rounds % 4 = r; end;

/* None of s has a later timestamp. */
function isLatest(p: Process; s: Set): boolean; begin
  return forall q: Process do !isMember(q, s) | ts[p] >= ts[q] end;
end;

function voters(s: Set): Count;
  var count: Count;
begin
  count := 0;
  for p: Process do
    if isMember(p, s) & ts[p] = phase() then count := count + 1; end;
  end;
  return count;
end;

ruleset code: 0 .. VN - 1 do
  startstate
    var rest: 0 .. VN - 1;
  begin
    rounds := 0;
    rest := code;
    for p: Process do
      x[p] := 1 + rest % V;
      rest := rest / V;
      ts[p] := -1; vote[p] := 0; ready[p] := false;
      for v: Value do decided[p][v] := false; end;
      for k: Phase do
        for v: Value do cast[p][k][v] := false; end;
      end;
    end;
    for k: Phase do
      for v: Value do proposed[k][v] := false; end;
    end;
  end;
end;

ruleset s: Set do
  ruleset p: Process do
    rule "Estimates" isRound(0) & size(s) >= H & 2 * size(s) > N & isMember(p, s) & isLatest(p, s) ==> begin
      vote[coordinator()] := x[p];
      proposed[phase()][x[p]] := true;
      rounds := rounds + 1;
    end;
  end;

  rule "TooFewEstimates" isRound(0) & size(s) >= H & 2 * size(s) <= N ==> begin
    rounds := rounds + 1;
  end;

  rule "Vote" isRound(1) & (H < N | size(s) = N) ==> begin
    if vote[coordinator()] != 0 then
      for p: Process do
        if isMember(p, s) then
          x[p] := vote[coordinator()];
          ts[p] := phase();
          cast[p][phase()][x[p]] := true;
        end;
      end;
    end;
    rounds := rounds + 1;
  end;

  rule "Acks" isRound(2) & size(s) >= H ==> begin
    if 2 * voters(s) > N then ready[coordinator()] := true; end;
    rounds := rounds + 1;
  end;

  rule "Decide" isRound(3) & (H < N | size(s) = N) ==>
    var c: Process;
  begin
    c := coordinator();
    if ready[c] then
      for p: Process do
        if isMember(p, s) then decided[p][vote[c]] := true; end;
      end;
    end;
    vote[c] := 0; ready[c] := false;
    rounds := rounds + 1;
  end;
end;
