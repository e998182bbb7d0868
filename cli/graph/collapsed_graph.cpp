#include "cli/graph/collapsed_graph.hpp"

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/property_map/vector_property_map.hpp>
#include <boost/range/iterator_range.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <set>

#include "checker/state_graph.hpp"
#include "cli/erased_model.hpp"
#include "traces/replay.hpp"

namespace paxoscope::cli {

namespace {

constexpr const char* kChosen = "chosen";

/// States that differ only in who is who are one where that is asked for.
class Orbits : public ErasedModel {
 public:
  Orbits(const LiveModel& model, bool is_symmetric)
      : ErasedModel(model, model.initial_states()), is_symmetric_(is_symmetric) {}

  void encode(const State& state, std::span<std::byte> encoding) const {
    ErasedModel::encode(is_symmetric_ ? live().representative(state) : state, encoding);
  }

 private:
  bool is_symmetric_;
};

using Space = checker::ExploredStateGraph<Orbits>;

/// An action as its values, one after the other: "deliver promise 1 a1".
std::string words_of_action(const model::Record& action) {
  std::string text;
  for (const model::Field& field : action) text += (text.empty() ? "" : " ") + traces::text_of(field.value);
  return text;
}

/// Whether a view has `attribute`, by its field or by its process and field.
bool is_seen(const GraphView& view, const model::Attribute& attribute) {
  return std::any_of(view.fields.begin(), view.fields.end(), [&](const std::string& field) {
    return field == attribute.field || field == attribute.process + "." + attribute.field;
  });
}

/// What can be seen of a state.
std::vector<std::string> label_of_state(const LiveModel& model, const GraphView& view,
                                        const std::vector<model::Attribute>& initial,
                                        const std::string& state) {
  std::vector<std::string> lines;
  const std::vector<model::Attribute> attributes = model.attributes(state);
  for (std::size_t i = 0; i < attributes.size(); ++i) {
    const model::Attribute& a = attributes[i];
    if (view.fields.empty() ? a.value != initial[i].value : is_seen(view, a))
      lines.push_back(a.process + " " + a.field + ": " + a.value);
  }
  const bool is_chosen_seen =
      view.fields.empty() || std::find(view.fields.begin(), view.fields.end(), kChosen) != view.fields.end();
  const std::vector<std::string> chosen = model.chosen(state);
  if (is_chosen_seen && !(view.fields.empty() && chosen.empty())) {
    lines.push_back(
        fmt::format("chosen: {}", chosen.empty() ? "nothing" : fmt::format("{}", fmt::join(chosen, ", "))));
  }
  if (view.fields.empty()) {
    for (const model::Message& m : model.in_flight(state))
      lines.push_back(fmt::format("{} → {}: {}", m.from, m.to, m.text));
  }
  return lines;
}

template <typename T>
void add_new(std::vector<T>& all, const T& item) {
  if (std::find(all.begin(), all.end(), item) == all.end()) all.push_back(item);
}

/// The vertex of each state. Without a view every state is one; with one, those with the same label are.
class Collapse {
 public:
  Collapse(const LiveModel& model, const Scenario& scenario, const GraphView& view, const Space& space)
      : model_(model), scenario_(scenario), view_(view), space_(space) {
    add_vertices();
    for (std::size_t state = 0; state < space.states_found(); ++state) add_edges(state);
    result_.states = space.states_found();
    result_.transitions = num_edges(space);
  }

  GraphOfStates take() { return std::move(result_); }

 private:
  using Label = std::vector<std::string>;

  /// What can be seen of a state. Where acceptors are not to be told apart, the least of what can be seen of it if they are renamed: the state
  /// that stands for its orbit is one for all that is in it, not for what is looked at.
  Label label_of(const std::vector<model::Attribute>& initial, const std::string& state) {
    Label label = label_of_state(model_, view_, initial, state);
    if (view_.fields.empty() || !view_.is_symmetric) return label;
    const auto known = least_.find(label);
    if (known != least_.end()) return known->second;
    std::set<std::string> renamings{state};
    std::vector<std::string> open{state};
    std::set<Label> labels{label};
    while (!open.empty()) {
      const std::string next = std::move(open.back());
      open.pop_back();
      for (std::string& other : model_.exchanged(next)) {
        if (!renamings.insert(other).second) continue;
        labels.insert(label_of_state(model_, view_, initial, other));
        open.push_back(std::move(other));
      }
    }
    for (const Label& other : labels) least_[other] = *labels.begin();
    return *labels.begin();
  }

  void add_vertices() {
    const boost::vector_property_map<std::uint64_t> depths;  // they grow as they are written to
    const boost::vector_property_map<boost::default_color_type> colours;
    boost::queue<std::size_t> open;
    const auto& initial_vertices = space_.initial_vertices();
    boost::breadth_first_search(
        space_, initial_vertices.begin(), initial_vertices.end(), open,
        boost::make_bfs_visitor(boost::record_distances(depths, boost::on_tree_edge())), colours);
    const std::vector<model::Attribute> initial = model_.attributes(model_.initial_state());
    std::map<Label, std::size_t> known;
    for (std::size_t state = 0; state < space_.states_found(); ++state) {
      const std::string encoding = space_.state(state);
      Label label = label_of(initial, encoding);
      const auto found = view_.fields.empty() ? known.end() : known.find(label);
      std::size_t vertex = 0;
      if (found == known.end()) {
        vertex = boost::add_vertex(result_.graph);
        if (!view_.fields.empty()) known.emplace(label, vertex);
        result_.graph[vertex].label = std::move(label);
        result_.graph[vertex].depth = depths[state];
      } else {
        vertex = found->second;
      }
      vertex_of_.push_back(vertex);
      describe(result_.graph[vertex], state, encoding);
    }
  }

  void describe(GraphVertex& vertex, std::size_t state, const std::string& encoding) const {
    ++vertex.states;
    vertex.is_initial = vertex.is_initial || is_initial(state);
    vertex.is_terminal = vertex.is_terminal || out_degree(state, space_) == 0;
    for (const std::string& value : model_.chosen(encoding)) add_new(vertex.chosen, value);
    checker::for_each_property(model_.noticed(encoding, encoding), [&](std::size_t p) {
      const invariants::Property& property = *scenario_.properties[p];
      if (property.kind != invariants::Kind::kWitness) add_new(vertex.violates, std::string(property.name));
    });
  }

  [[nodiscard]] bool is_initial(std::size_t state) const {
    const auto& initial = space_.initial_vertices();
    return std::find(initial.begin(), initial.end(), state) != initial.end();
  }

  void add_edges(std::size_t state) {
    const std::vector<Choice> choices = model_.choices(space_.state(state));
    for (const auto& transition : boost::make_iterator_range(out_edges(state, space_))) {
      const std::size_t from = vertex_of_[state];
      const std::size_t to = vertex_of_[transition.target()];
      if (from == to && !view_.fields.empty()) continue;
      const auto [edge, is_new] = edge_between(from, to);
      add_new(result_.graph[edge].actions, words_of_action(choices[transition.action().place].action));
    }
  }

  std::pair<CollapsedGraph::edge_descriptor, bool> edge_between(std::size_t from, std::size_t to) {
    const auto known = boost::edge(from, to, result_.graph);
    return known.second ? known : boost::add_edge(from, to, result_.graph);
  }

  const LiveModel& model_;
  const Scenario& scenario_;
  const GraphView& view_;
  const Space& space_;
  std::vector<std::size_t> vertex_of_;  // by state
  std::map<Label, Label> least_;        // by what is seen, what stands for it and all its renamings
  GraphOfStates result_;
};

}  // namespace

GraphOfStates graph_of(const LiveModel& model, const Scenario& scenario, const GraphView& view,
                       std::size_t states_max) {
  const Orbits orbits(model, view.is_symmetric);
  const Space space(orbits, states_max);
  return Collapse(model, scenario, view, space).take();
}

std::vector<std::string> fields_of(const LiveModel& model) {
  std::vector<std::string> fields{kChosen};
  const std::vector<model::Attribute> attributes = model.attributes(model.initial_state());
  for (const model::Attribute& a : attributes) add_new(fields, a.field);
  for (const model::Attribute& a : attributes) fields.push_back(a.process + "." + a.field);
  return fields;
}

}  // namespace paxoscope::cli
