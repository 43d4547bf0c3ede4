package store

import "github.com/redis/go-redis/v9"

// scripts are built once a store: their digests are what is sent.
type scripts struct {
	putPlan, removePlan, duePlans, advancePlan, lookAgain, takePace, claimDeliveries, recordDeliveries, reservePlaces, releasePlaces, markFiring, castVote *redis.Script
}

func newScripts() scripts {
	return scripts{
		putPlan(), removePlan(), duePlans(), advancePlan(), lookAgain(), takePace(), claimDeliveries(), recordDeliveries(), reservePlaces(), releasePlaces(), markFiring(), castVote(),
	}
}

// The scripts. Each runs on one slot: every key in it carries the same school. Times are milliseconds since 1970 and always passed in, so that a clock can be replayed.

// putPlan keeps a plan and its next moment, if the plan is still what the caller read.
//
//	KEYS plans, due, turns
//	ARGV id, the sealed plan that was read or "", the sealed plan, next moment or 0, 1 to count its moments anew
//	returns 1, or 0 when somebody else changed it
func putPlan() *redis.Script {
	return redis.NewScript(`
local old = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if old ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
if ARGV[4] == '0' then redis.call('ZREM', KEYS[2], ARGV[1]) else redis.call('ZADD', KEYS[2], ARGV[4], ARGV[1]) end
if ARGV[5] == '1' then redis.call('HDEL', KEYS[3], ARGV[1]) end
return 1`)
}

// removePlan forgets a plan.
//
//	KEYS plans, due, turns, figures
//	ARGV id
//	returns nothing of use
func removePlan() *redis.Script {
	return redis.NewScript(`
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('HDEL', KEYS[3], ARGV[1])
redis.call('DEL', KEYS[4])
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

// claimDeliveries gives each of some deliveries of one firing to one caller, within the pace and the week's budget. Of a plan that is not kept it gives none and keeps nothing: its
// school may have been erased since the caller read it. A place that was reserved in another week than the one in which the message comes is given back, and one taken in that week.
//
//	KEYS pause, figures, plans, and for each delivery: delivery, week, conversation, platform
//	ARGV 1 now, 2 lease, 3 lifetime of the mark, 4 budget, 5 moment of the firing, 6 lifetime of the week, 7 lifetime of the figures, 8 and 9 pace of the conversation,
//	     10 and 11 of the platform, 12 id of the plan, and for each delivery: week or 0, by whom
//	returns for each delivery: 0, 0 mine; 1, milliseconds wait; 2, 0 settled
//
// The connection runs a script again whose answer did not come in time: by whom a delivery is held is kept, so that the second time is answered as the first.
func claimDeliveries() *redis.Script {
	return redis.NewScript(gcra + weeks + `
local now = tonumber(ARGV[1])
local rest = redis.call('GET', KEYS[1])
local paused = false
if rest then
  local over = tonumber(string.match(rest, ' (%d+)$'))
  paused = over == 0 or now < over or tonumber(ARGV[5]) < over
end
local function settle(delivery, outcome)
  redis.call('SET', delivery, outcome, 'PX', ARGV[3])
  redis.call('HINCRBY', KEYS[2], ARGV[5] .. ' ' .. outcome, 1)
  redis.call('PEXPIRE', KEYS[2], ARGV[7])
  return 2, 0
end
local function release(week, place)
  if place then take(week, string.match(place, '%d+'), -1, ARGV[6]) end
end
local function claim(delivery, week, conversation, platform, which, by)
  local state = redis.call('GET', delivery)
  local place = string.match(state or '', 'reserved %d+$')
  if state and state ~= place then
    local lease, holder = string.match(state, '^sending (%d+) ?([^ ]*)')
    local untilWhen = tonumber(lease or '')
    if not untilWhen then return 2, 0 end
    if by ~= '' and holder == by then return 0, 0 end
    if untilWhen > now then return 1, untilWhen - now end
    return settle(delivery, 'unknown')
  end
  if paused then
    release(week, place)
    return settle(delivery, 'dropped')
  end
  if place and which ~= '0' and string.match(place, '%d+') ~= which then
    release(week, place)
    if taken(week, which) >= tonumber(ARGV[4]) then return settle(delivery, 'over budget') end
    take(week, which, 1, ARGV[6])
    place = 'reserved ' .. which
    redis.call('SET', delivery, place, 'PX', ARGV[3])
  end
  if which ~= '0' and not place and taken(week, which) >= tonumber(ARGV[4]) then return settle(delivery, 'over budget') end
  local w1, d1 = pace(conversation, now, tonumber(ARGV[8]), tonumber(ARGV[9]))
  local w2, d2 = pace(platform, now, tonumber(ARGV[10]), tonumber(ARGV[11]))
  local wait = math.ceil(math.max(w1, w2))
  if wait > 0 then return 1, wait end
  redis.call('SET', conversation, d1, 'PX', math.ceil(d1 - now))
  redis.call('SET', platform, d2, 'PX', math.ceil(d2 - now))
  if which ~= '0' and not place then take(week, which, 1, ARGV[6]) end
  redis.call('SET', delivery, 'sending ' .. string.format('%.0f', now + tonumber(ARGV[2])) .. ' ' .. by .. (place and ' ' .. place or ''), 'PX', ARGV[3])
  return 0, 0
end
local out = {}
local kept = redis.call('HEXISTS', KEYS[3], ARGV[12]) == 1
for i = 4, #KEYS, 4 do
  local answer, wait = 2, 0
  if kept then answer, wait = claim(KEYS[i], KEYS[i+1], KEYS[i+2], KEYS[i+3], ARGV[11 + i / 2], ARGV[12 + i / 2]) end
  out[#out+1] = answer
  out[#out+1] = wait
end
return out`)
}

// recordDeliveries settles deliveries of one firing and counts each once. One that its holder gives back is free again, its place in the week too; one whose place was reserved keeps it
// until it is settled without being sent. One that was sent after all counts as
// that, whatever somebody else took it for meanwhile. Of a plan that is not kept it keeps nothing.
//
//	KEYS figures, plans, and for each delivery: delivery, week
//	ARGV 1 moment of the firing, 2 lifetime of the mark, 3 lifetime of the week, 4 lifetime of the figures, 5 id of the plan, and for each delivery: outcome, week or 0, by whom
//	returns how many were not settled before
func recordDeliveries() *redis.Script {
	return redis.NewScript(weeks + `
local function count(outcome, n) redis.call('HINCRBY', KEYS[1], ARGV[1] .. ' ' .. outcome, n) end
local function giveBack(delivery, week, which, place)
  if place then
    redis.call('SET', delivery, place, 'PX', ARGV[2])
    return
  end
  redis.call('DEL', delivery)
  if taken(week, which) > 0 then take(week, which, -1, ARGV[3]) end
end
local function record(delivery, week, outcome, which, by)
  local state = redis.call('GET', delivery)
  local holder, place = string.match(state or '', '^sending %d+ ?([^ ]*)'), string.match(state or '', 'reserved %d+$')
  if outcome == 'given back' then
    if holder ~= by then return 0 end
    giveBack(delivery, week, which, place)
    return 1
  end
  if place and state == place then
    take(week, string.match(place, '%d+'), -1, ARGV[3])
  elseif state and not holder then
    if outcome ~= 'sent' or state == 'sent' then return 0 end
    count(state, -1)
  end
  redis.call('SET', delivery, outcome, 'PX', ARGV[2])
  count(outcome, 1)
  return 1
end
if redis.call('HEXISTS', KEYS[2], ARGV[5]) == 0 then return 0 end
local settled = 0
for i = 3, #KEYS, 2 do
  local at = 6 + (i - 3) / 2 * 3
  settled = settled + record(KEYS[i], KEYS[i+1], ARGV[at], ARGV[at + 1], ARGV[at + 2])
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return settled`)
}

// markFiring notes what became of a firing as a whole, if its plan is kept.
//
//	KEYS figures, plans
//	ARGV id of the plan, field, lifetime of the figures
//	returns 1, or 0 when the plan is not kept
func markFiring() *redis.Script {
	return redis.NewScript(`
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[1], ARGV[2], 1)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`)
}
