-- Posts the lines of a file in turn, optionally with pauses, and prints what was measured as one line of JSON.
local requests, delays, next_request = {}, 0, 0

function init(args)
  local path, file, type_ = args[1], args[2], args[3]
  delays = tonumber(args[4])
  for line in io.lines(file) do
    requests[#requests + 1] = wrk.format("POST", path, { ["Content-Type"] = type_ }, line)
  end
  math.randomseed(20261121)
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function delay()
  return delays == 0 and 0 or math.random(0, 2 * delays)
end

function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format(
    'RESULT {"requests":%d,"seconds":%f,"status":%d,"failed":%d,"p50":%f,"p99":%f,"p999":%f}\n',
    summary.requests, summary.duration / 1e6, summary.errors.status, failed,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency:percentile(99.9) / 1e3))
end
