State 1: <Initial predicate>
/\ promised = (a1 :> -1 @@ a2 :> -1 @@ a3 :> -1)
/\ vote = (a1 :> <<-1, none>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 0 @@ p2 :> 0)
/\ phase = (p1 :> "idle" @@ p2 :> "idle")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {}
/\ cast = {}
/\ heard = <<>>
/\ proposed = {}
/\ lost = 0
/\ doubled = 0

State 2: <prepare(p1)>
/\ promised = (a1 :> -1 @@ a2 :> -1 @@ a3 :> -1)
/\ vote = (a1 :> <<-1, none>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 0)
/\ phase = (p1 :> "prepare" @@ p2 :> "idle")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a1, prop |-> p1], [type |-> "prepare", bal |-> 1, acc |-> a2, prop |-> p1], [type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1]}
/\ cast = {}
/\ heard = <<>>
/\ proposed = {}
/\ lost = 0
/\ doubled = 0

State 3: <prepare(p2)>
/\ promised = (a1 :> -1 @@ a2 :> -1 @@ a3 :> -1)
/\ vote = (a1 :> <<-1, none>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "prepare" @@ p2 :> "prepare")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a1, prop |-> p1], [type |-> "prepare", bal |-> 1, acc |-> a2, prop |-> p1], [type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a1, prop |-> p2], [type |-> "prepare", bal |-> 2, acc |-> a2, prop |-> p2], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2]}
/\ cast = {}
/\ heard = <<>>
/\ proposed = {}
/\ lost = 0
/\ doubled = 0

State 4: <deliver(prepare, 1, a1)>
/\ promised = (a1 :> 1 @@ a2 :> -1 @@ a3 :> -1)
/\ vote = (a1 :> <<-1, none>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "prepare" @@ p2 :> "prepare")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a2, prop |-> p1], [type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a1, prop |-> p2], [type |-> "prepare", bal |-> 2, acc |-> a2, prop |-> p2], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "promise", bal |-> 1, acc |-> a1, prop |-> p1, vbal |-> -1, vval |-> none]}
/\ cast = {}
/\ heard = <<>>
/\ proposed = {}
/\ lost = 0
/\ doubled = 0

State 5: <deliver(prepare, 2, a1)>
/\ promised = (a1 :> 2 @@ a2 :> -1 @@ a3 :> -1)
/\ vote = (a1 :> <<-1, none>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "prepare" @@ p2 :> "prepare")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a2, prop |-> p1], [type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a2, prop |-> p2], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "promise", bal |-> 1, acc |-> a1, prop |-> p1, vbal |-> -1, vval |-> none], [type |-> "promise", bal |-> 2, acc |-> a1, prop |-> p2, vbal |-> -1, vval |-> none]}
/\ cast = {}
/\ heard = <<>>
/\ proposed = {}
/\ lost = 0
/\ doubled = 0

State 6: <deliver(prepare, 1, a2)>
/\ promised = (a1 :> 2 @@ a2 :> 1 @@ a3 :> -1)
/\ vote = (a1 :> <<-1, none>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "prepare" @@ p2 :> "prepare")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a2, prop |-> p2], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "promise", bal |-> 1, acc |-> a1, prop |-> p1, vbal |-> -1, vval |-> none], [type |-> "promise", bal |-> 1, acc |-> a2, prop |-> p1, vbal |-> -1, vval |-> none], [type |-> "promise", bal |-> 2, acc |-> a1, prop |-> p2, vbal |-> -1, vval |-> none]}
/\ cast = {}
/\ heard = <<>>
/\ proposed = {}
/\ lost = 0
/\ doubled = 0

State 7: <deliver(promise, 1, a1)>
/\ promised = (a1 :> 2 @@ a2 :> 1 @@ a3 :> -1)
/\ vote = (a1 :> <<-1, none>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "prepare" @@ p2 :> "prepare")
/\ promises = (p1 :> {<<a1, -1, none>>} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a2, prop |-> p2], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "promise", bal |-> 1, acc |-> a2, prop |-> p1, vbal |-> -1, vval |-> none], [type |-> "promise", bal |-> 2, acc |-> a1, prop |-> p2, vbal |-> -1, vval |-> none]}
/\ cast = {}
/\ heard = <<>>
/\ proposed = {}
/\ lost = 0
/\ doubled = 0

State 8: <deliver(promise, 1, a2)>
/\ promised = (a1 :> 2 @@ a2 :> 1 @@ a3 :> -1)
/\ vote = (a1 :> <<-1, none>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "accept" @@ p2 :> "prepare")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a2, prop |-> p2], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "accept", bal |-> 1, acc |-> a1, prop |-> p1, val |-> v1], [type |-> "accept", bal |-> 1, acc |-> a2, prop |-> p1, val |-> v1], [type |-> "accept", bal |-> 1, acc |-> a3, prop |-> p1, val |-> v1], [type |-> "promise", bal |-> 2, acc |-> a1, prop |-> p2, vbal |-> -1, vval |-> none]}
/\ cast = {}
/\ heard = <<>>
/\ proposed = {<<1, v1>>}
/\ lost = 0
/\ doubled = 0

State 9: <deliver(accept, 1, v1, a1)>
/\ promised = (a1 :> 1 @@ a2 :> 1 @@ a3 :> -1)
/\ vote = (a1 :> <<1, v1>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "accept" @@ p2 :> "prepare")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a2, prop |-> p2], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "accept", bal |-> 1, acc |-> a2, prop |-> p1, val |-> v1], [type |-> "accept", bal |-> 1, acc |-> a3, prop |-> p1, val |-> v1], [type |-> "promise", bal |-> 2, acc |-> a1, prop |-> p2, vbal |-> -1, vval |-> none]}
/\ cast = {<<a1, 1, v1>>}
/\ heard = <<>>
/\ proposed = {<<1, v1>>}
/\ lost = 0
/\ doubled = 0

State 10: <deliver(prepare, 2, a2)>
/\ promised = (a1 :> 1 @@ a2 :> 2 @@ a3 :> -1)
/\ vote = (a1 :> <<1, v1>> @@ a2 :> <<-1, none>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "accept" @@ p2 :> "prepare")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "accept", bal |-> 1, acc |-> a2, prop |-> p1, val |-> v1], [type |-> "accept", bal |-> 1, acc |-> a3, prop |-> p1, val |-> v1], [type |-> "promise", bal |-> 2, acc |-> a1, prop |-> p2, vbal |-> -1, vval |-> none], [type |-> "promise", bal |-> 2, acc |-> a2, prop |-> p2, vbal |-> -1, vval |-> none]}
/\ cast = {<<a1, 1, v1>>}
/\ heard = <<>>
/\ proposed = {<<1, v1>>}
/\ lost = 0
/\ doubled = 0

State 11: <deliver(accept, 1, v1, a2)>
/\ promised = (a1 :> 1 @@ a2 :> 1 @@ a3 :> -1)
/\ vote = (a1 :> <<1, v1>> @@ a2 :> <<1, v1>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "accept" @@ p2 :> "prepare")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "accept", bal |-> 1, acc |-> a3, prop |-> p1, val |-> v1], [type |-> "promise", bal |-> 2, acc |-> a1, prop |-> p2, vbal |-> -1, vval |-> none], [type |-> "promise", bal |-> 2, acc |-> a2, prop |-> p2, vbal |-> -1, vval |-> none]}
/\ cast = {<<a1, 1, v1>>, <<a2, 1, v1>>}
/\ heard = <<>>
/\ proposed = {<<1, v1>>}
/\ lost = 0
/\ doubled = 0

State 12: <deliver(promise, 2, a1)>
/\ promised = (a1 :> 1 @@ a2 :> 1 @@ a3 :> -1)
/\ vote = (a1 :> <<1, v1>> @@ a2 :> <<1, v1>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "accept" @@ p2 :> "prepare")
/\ promises = (p1 :> {} @@ p2 :> {<<a1, -1, none>>})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "accept", bal |-> 1, acc |-> a3, prop |-> p1, val |-> v1], [type |-> "promise", bal |-> 2, acc |-> a2, prop |-> p2, vbal |-> -1, vval |-> none]}
/\ cast = {<<a1, 1, v1>>, <<a2, 1, v1>>}
/\ heard = <<>>
/\ proposed = {<<1, v1>>}
/\ lost = 0
/\ doubled = 0

State 13: <deliver(promise, 2, a2)>
/\ promised = (a1 :> 1 @@ a2 :> 1 @@ a3 :> -1)
/\ vote = (a1 :> <<1, v1>> @@ a2 :> <<1, v1>> @@ a3 :> <<-1, none>>)
/\ attempt = (p1 :> 1 @@ p2 :> 1)
/\ phase = (p1 :> "accept" @@ p2 :> "accept")
/\ promises = (p1 :> {} @@ p2 :> {})
/\ net = {[type |-> "prepare", bal |-> 1, acc |-> a3, prop |-> p1], [type |-> "prepare", bal |-> 2, acc |-> a3, prop |-> p2], [type |-> "accept", bal |-> 1, acc |-> a3, prop |-> p1, val |-> v1], [type |-> "accept", bal |-> 2, acc |-> a1, prop |-> p2, val |-> v2], [type |-> "accept", bal |-> 2, acc |-> a2, prop |-> p2, val |-> v2], [type |-> "accept", bal |-> 2, acc |-> a3, prop |-> p2, val |-> v2]}
/\ cast = {<<a1, 1, v1>>, <<a2, 1, v1>>}
/\ heard = <<>>
/\ proposed = {<<1, v1>>, <<2, v2>>}
/\ lost = 0
/\ doubled = 0

