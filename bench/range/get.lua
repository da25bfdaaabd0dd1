-- Asks for the paths of a file in turn, and prints what was measured as one line of JSON.
local requests, next_request = {}, 0

function init(args)
  local headers = args[2] == "padded" and { ["Add-Padding"] = "true" } or {}
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
end

function request()
  next_request = next_request % #requests + 1
  return requests[next_request]
end

function done(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format('RESULT {"requests":%d,"seconds":%f,"status":%d,"failed":%d,"bytes":%d}\n',
    summary.requests, summary.duration / 1e6, summary.errors.status, failed, summary.bytes))
end
