package store

import "github.com/redis/go-redis/v9"

// weeks counts what is sent to a person, or has its place, in a week: "week number", and at most once more for another week, the later one. A message can have to wait
// for the next.
const weeks = `
local function taken(key, which)
  for of, n in string.gmatch(redis.call('GET', key) or '', '(%d+) (%d+)') do
    if of == which then return tonumber(n) end
  end
  return 0
end
local function take(key, which, by, life)
  local n, other, m = by, nil, nil
  for of, k in string.gmatch(redis.call('GET', key) or '', '(%d+) (%d+)') do
    if of == which then n = n + tonumber(k) elseif not other or tonumber(of) > tonumber(other) then other, m = of, k end
  end
  redis.call('SET', key, which .. ' ' .. math.max(0, n) .. (other and ' ' .. other .. ' ' .. m or ''), 'PX', life)
end
`

// reservePlaces takes a place in the week for deliveries that will come.
//
//	KEYS plans, and for each delivery: delivery, week
//	ARGV 1 budget, 2 lifetime of the mark, 3 lifetime of the week, 4 id of the plan, and for each delivery: week
//	returns for each delivery 1, or 0 when the week is full or the plan is not kept
func reservePlaces() *redis.Script {
	return redis.NewScript(weeks + `
local out = {}
local kept = redis.call('HEXISTS', KEYS[1], ARGV[4]) == 1
for i = 2, #KEYS, 2 do
  local which, ok = ARGV[4 + i / 2], 1
  if redis.call('EXISTS', KEYS[i]) == 0 then
    if kept and taken(KEYS[i+1], which) < tonumber(ARGV[1]) then
      take(KEYS[i+1], which, 1, ARGV[3])
      redis.call('SET', KEYS[i], 'reserved ' .. which, 'PX', ARGV[2])
    else
      ok = 0
    end
  end
  out[#out+1] = ok
end
return out`)
}

// releasePlaces gives back places that were not used.
//
//	KEYS for each delivery: delivery, week
//	ARGV lifetime of the week
//	returns nothing of use
func releasePlaces() *redis.Script {
	return redis.NewScript(weeks + `
for i = 1, #KEYS, 2 do
  local which = string.match(redis.call('GET', KEYS[i]) or '', '^reserved (%d+)$')
  if which then
    redis.call('DEL', KEYS[i])
    take(KEYS[i+1], which, -1, ARGV[1])
  end
end
return 1`)
}
