#include "model/term.hpp"

#include <algorithm>
#include <tuple>

namespace paxoscope::model {

Term Term::number(std::int64_t number) {
  Term term(Kind::kNumber);
  term.number_ = number;
  return term;
}

Term Term::text(std::string text) {
  Term term(Kind::kText);
  term.text_ = std::move(text);
  return term;
}

Term Term::name(std::string name) {
  Term term(Kind::kName);
  term.text_ = std::move(name);
  return term;
}

Term Term::set(std::vector<Term> items) {
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
  Term term(Kind::kSet);
  term.items_ = std::move(items);
  return term;
}

Term Term::tuple(std::vector<Term> items) {
  Term term(Kind::kTuple);
  term.items_ = std::move(items);
  return term;
}

Term Term::record(std::vector<std::pair<std::string, Term>>&& fields) {
  Term term(Kind::kRecord);
  for (auto& [field, item] : fields) {
    term.keys_.push_back(text(std::move(field)));
    term.items_.push_back(std::move(item));
  }
  return term;
}

Term Term::function(std::vector<std::pair<Term, Term>>&& images) {
  Term term(Kind::kFunction);
  for (auto& [key, item] : images) {
    term.keys_.push_back(std::move(key));
    term.items_.push_back(std::move(item));
  }
  return term;
}

bool operator<(const Term& a, const Term& b) {
  return std::tie(a.kind_, a.number_, a.text_, a.keys_, a.items_) <
         std::tie(b.kind_, b.number_, b.text_, b.keys_, b.items_);
}

}  // namespace paxoscope::model
