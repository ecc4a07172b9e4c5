#pragma once
// The command table is written in parts, one file for each. commands() is all of them, in the order that help lists.

#include "cli/commands.h"

#include <span>

namespace satsrail::cli::tables {

std::span<const Command> sandbox();
std::span<const Command> checkouts();
std::span<const Command> catalog();
std::span<const Command> product_types();
std::span<const Command> webhooks();
std::span<const Command> merchants();
std::span<const Command> merchant_data();
std::span<const Command> node();
std::span<const Command> faults();
std::span<const Command> snapshots();
std::span<const Command> run();
std::span<const Command> tools();

}  // namespace satsrail::cli::tables
