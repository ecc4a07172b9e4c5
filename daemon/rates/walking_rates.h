#pragma once
// A seeded random walk around the fixed rates, the same in every run.
//
// The rate of a moment is a function of the walk's parameters, the fixed rate and the number of steps since the walk
// began, in whole numbers alone: no floating point, nothing that a machine or a compiler could do differently.
// Nothing is walked step by step either. The whole walk of 2^34 steps is fixed at its two ends, and halved 34 times
// around the wanted step; each middle lies between its two ends, off by a chance that its own number decides (Lévy's
// construction). So a quote costs 34 rounds, whether the clock moved a minute or five hundred years.

#include "core/domain/rate_mode.h"
#include "core/ports/rate_source.h"

namespace satsrail {

class WalkingRates final : public RateSource {
 public:
  // The walk starts at the fixed rate at `since`. `fixed` must outlive this.
  WalkingRates(const RateWalk& walk, Time since, const RateSource& fixed)
      : m_walk(walk), m_since(since), m_fixed(fixed) {}
  // All currencies move together, as they do when it is the bitcoin that moves.
  Result<RateQuote> quote(const Currency& currency, Time now) const override;

 private:
  const RateWalk m_walk;
  const Time m_since;
  const RateSource& m_fixed;
};

}  // namespace satsrail
