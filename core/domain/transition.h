#pragma once
// A state machine is a table: what is not a row cannot happen. Each row names the event that announces it, so
// "the state changed but nobody was told" cannot be written.

#include <array>
#include <cstddef>
#include <string_view>

namespace satsrail {

template <class State, class Trigger>
struct Transition {
  State from;
  Trigger trigger;
  State to;
  std::string_view event;  // empty where another object's event in the same commit tells it
};

template <class State, class Trigger, std::size_t N>
constexpr const Transition<State, Trigger>* find_transition(const std::array<Transition<State, Trigger>, N>& table,
                                                            State from, Trigger trigger) {
  for (const auto& row : table) {
    if (row.from == from && row.trigger == trigger) {
      return &row;
    }
  }
  return nullptr;
}

// No row leaves this state.
template <class State, class Trigger, std::size_t N>
constexpr bool is_final(const std::array<Transition<State, Trigger>, N>& table, State state) {
  for (const auto& row : table) {
    if (row.from == state) {
      return false;
    }
  }
  return true;
}

}  // namespace satsrail
