-- One script for every load. What to send comes in through the environment:
--   BENCH_METHOD, BENCH_KEY, BENCH_BODY   the request ("%s" in the body is replaced by the next target)
--   BENCH_TARGETS                         file of targets, one a line, each used once
--   BENCH_SAVE                            file that receives the "token" of every answer

local body, targets, next_target = os.getenv("BENCH_BODY"), nil, 0

wrk.method = os.getenv("BENCH_METHOD") or "GET"
if os.getenv("BENCH_KEY") then
  wrk.headers["Authorization"] = "Bearer " .. os.getenv("BENCH_KEY")
end
if body then
  wrk.headers["Content-Type"] = "application/json"
  wrk.body = body
end

-- request() and response() are defined only where they are needed: without them wrk formats the request once
-- and does not look into the answers.
if os.getenv("BENCH_TARGETS") then
  function init(args)
    targets = {}
    for line in io.lines(os.getenv("BENCH_TARGETS")) do
      targets[#targets + 1] = line
    end
  end

  function request()
    next_target = next_target + 1
    -- Without a target left the answer is an error, which makes the whole figure void.
    local target = targets[next_target] or "no-target-left"
    return wrk.format(nil, nil, nil, (body:gsub("%%s", target)))
  end
end

if os.getenv("BENCH_SAVE") then
  local saved
  function init(args)
    saved = io.open(os.getenv("BENCH_SAVE"), "w")
    saved:setvbuf("line")  -- nobody closes it
  end

  function response(status, headers, text)
    local token = text:match('"token":"([^"]+)"')
    if token then
      saved:write(token, "\n")
    end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("BENCH %d %d %.1f %.1f %d\n", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
