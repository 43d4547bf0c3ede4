package store

import "github.com/redis/go-redis/v9"

// scripts are built once a store: their digests are what is sent.
type scripts struct {
	putPlan, duePlans, advancePlan, lookAgain, takePace, claimDelivery, recordDelivery *redis.Script
}

func newScripts() scripts {
	return scripts{putPlan(), duePlans(), advancePlan(), lookAgain(), takePace(), claimDelivery(), recordDelivery()}
}

// The scripts. Each runs on one slot: every key in it carries the same school. Times are milliseconds since 1970 and always passed in, so that a clock can be replayed.

// putPlan keeps a plan and its next moment, if the plan is still what the caller read.
//
//	KEYS plans, due
//	ARGV id, the sealed plan that was read or "", the sealed plan, next moment or 0
//	returns 1, or 0 when somebody else changed it
func putPlan() *redis.Script {
	return redis.NewScript(`
local old = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if old ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
if ARGV[4] == '0' then redis.call('ZREM', KEYS[2], ARGV[1]) else redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1]) end
return 1`)
}

// duePlans reads the plans of a school whose moment has come.
//
//	KEYS due, plans, turns
//	ARGV now, at most how many
//	returns the earliest next moment or "", and then for each plan: id, moment, number, sealed plan
func duePlans() *redis.Script {
	return redis.NewScript(`
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local out = {first[2] or ''}
if not first[2] or tonumber(first[2]) > tonumber(ARGV[1]) then return out end
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #due, 2 do
  out[#out+1] = due[i]
  out[#out+1] = due[i+1]
  out[#out+1] = redis.call('HGET', KEYS[3], due[i]) or '0'
  out[#out+1] = redis.call('HGET', KEYS[2], due[i]) or ''
end
return out`)
}

// advancePlan sets a plan's next moment and counts the one that came, if it is still the one the caller saw.
//
//	KEYS due, turns
//	ARGV id, moment that was seen, next moment or 0
//	returns 1, or 0 when somebody else advanced it
func advancePlan() *redis.Script {
	return redis.NewScript(`
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not at or tonumber(at) ~= tonumber(ARGV[2]) then return 0 end
redis.call('HINCRBY', KEYS[2], ARGV[1], 1)
if ARGV[3] == '0' then redis.call('ZREM', KEYS[1], ARGV[1]) else redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1]) end
return 1`)
}

// lookAgain sets when a school must be looked at next, if nobody has asked for it meanwhile.
//
//	KEYS schools
//	ARGV school, score that was seen, next score
//	returns 1, or 0 when it was asked for
func lookAgain() *redis.Script {
	return redis.NewScript(`
local at = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not at or tonumber(at) ~= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1`)
}

// gcra is the body of the pace (generic cell rate algorithm, ITU-T I.371): a key holds when the next message would be due if they came evenly. pace returns how long to
// wait, and the value to keep when not at all.
const gcra = `
local function pace(key, now, every, burst)
  local due = math.max(tonumber(redis.call('GET', key) or '0'), now)
  return math.max(0, due + every - burst * every - now), due + every
end
`

// takePace takes a place in the pace of a conversation and of a school's platform, or neither.
//
//	KEYS conversation, platform
//	ARGV now, milliseconds between messages and burst of the conversation, the same two of the platform
//	returns how long to wait in milliseconds, 0 when the place is taken
func takePace() *redis.Script {
	return redis.NewScript(gcra + `
local now = tonumber(ARGV[1])
local w1, d1 = pace(KEYS[1], now, tonumber(ARGV[2]), tonumber(ARGV[3]))
local w2, d2 = pace(KEYS[2], now, tonumber(ARGV[4]), tonumber(ARGV[5]))
local wait = math.ceil(math.max(w1, w2))
if wait > 0 then return wait end
redis.call('SET', KEYS[1], d1, 'PX', math.ceil(d1 - now))
redis.call('SET', KEYS[2], d2, 'PX', math.ceil(d2 - now))
return 0`)
}

// claimDelivery gives a delivery to one caller, within the pace and the week's budget.
//
//	KEYS delivery, week, pause, figures, conversation, platform
//	ARGV 1 now, 2 lease, 3 lifetime of the mark, 4 week or 0, 5 budget, 6 moment of the firing, 7 lifetime of the week, 8 lifetime of the figures,
//	     9 and 10 pace of the conversation, 11 and 12 of the platform
//	returns {0, 0} mine; {1, milliseconds} wait; {2, 0} settled
func claimDelivery() *redis.Script {
	return redis.NewScript(gcra + `
local now = tonumber(ARGV[1])
local function settle(outcome)
  redis.call('SET', KEYS[1], outcome, 'PX', ARGV[3])
  redis.call('HINCRBY', KEYS[4], ARGV[6] .. ' ' .. outcome, 1)
  redis.call('PEXPIRE', KEYS[4], ARGV[8])
  return {2, 0}
end
local state = redis.call('GET', KEYS[1])
if state then
  local untilWhen = tonumber(string.match(state, '^sending (%d+)$'))
  if not untilWhen then return {2, 0} end
  if untilWhen > now then return {1, untilWhen - now} end
  return settle('unknown')
end
local rest = redis.call('GET', KEYS[3])
if rest then
  local over = tonumber(string.match(rest, ' (%d+)$'))
  if over == 0 or now < over or tonumber(ARGV[6]) < over then return settle('dropped') end
end
local count = 0
if ARGV[4] ~= '0' then
  local week, n = string.match(redis.call('GET', KEYS[2]) or '', '^(%d+) (%d+)$')
  if week == ARGV[4] then count = tonumber(n) end
  if count >= tonumber(ARGV[5]) then return settle('over budget') end
end
local w1, d1 = pace(KEYS[5], now, tonumber(ARGV[9]), tonumber(ARGV[10]))
local w2, d2 = pace(KEYS[6], now, tonumber(ARGV[11]), tonumber(ARGV[12]))
local wait = math.ceil(math.max(w1, w2))
if wait > 0 then return {1, wait} end
redis.call('SET', KEYS[5], d1, 'PX', math.ceil(d1 - now))
redis.call('SET', KEYS[6], d2, 'PX', math.ceil(d2 - now))
if ARGV[4] ~= '0' then redis.call('SET', KEYS[2], ARGV[4] .. ' ' .. (count + 1), 'PX', ARGV[7]) end
redis.call('SET', KEYS[1], 'sending ' .. string.format('%.0f', now + tonumber(ARGV[2])), 'PX', ARGV[3])
return {0, 0}`)
}

// recordDelivery settles a delivery and counts it once. One that is given back is free again, its place in the week too.
//
//	KEYS delivery, week, figures
//	ARGV 1 outcome, 2 moment of the firing, 3 lifetime of the mark, 4 week or 0, 5 lifetime of the week, 6 lifetime of the figures
//	returns 1, or 0 when it was settled before
func recordDelivery() *redis.Script {
	return redis.NewScript(`
local state = redis.call('GET', KEYS[1])
local sending = state and string.sub(state, 1, 8) == 'sending '
if ARGV[1] == 'given back' then
  if not sending then return 0 end
  redis.call('DEL', KEYS[1])
  local week, n = string.match(redis.call('GET', KEYS[2]) or '', '^(%d+) (%d+)$')
  if week == ARGV[4] and tonumber(n) > 0 then redis.call('SET', KEYS[2], week .. ' ' .. (tonumber(n) - 1), 'PX', ARGV[5]) end
  return 1
end
if state == 'unknown' and ARGV[1] == 'sent' then
  redis.call('HINCRBY', KEYS[3], ARGV[2] .. ' unknown', -1)
elseif state and not sending then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[3])
redis.call('HINCRBY', KEYS[3], ARGV[2] .. ' ' .. ARGV[1], 1)
redis.call('PEXPIRE', KEYS[3], ARGV[6])
return 1`)
}
