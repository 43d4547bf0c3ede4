package store

import "github.com/redis/go-redis/v9"

// The scripts of rounds. Each runs on one slot: every key in it carries the same school. None reads a clock, and none adds a field after a round opened: the
// order of fields in a small hash is the order in which they were added, and would tell who answered first.

// beginRound keeps a round that is not open yet, with a key.
//
//	KEYS round, result
//	ARGV 1 fresh half of the key, 2 definition, 3 lifetime, then kind of each question
//	returns {state, half of the key that is kept}, or nil when the round was closed
func beginRound() *redis.Script {
	return redis.NewScript(`
if redis.call('EXISTS', KEYS[2]) == 1 then return false end
if redis.call('EXISTS', KEYS[1]) == 0 then
  redis.call('HSET', KEYS[1], 'state', 'opening', 'key', ARGV[1], 'definition', ARGV[2])
  for i = 4, #ARGV do redis.call('HSET', KEYS[1], 'kind:' .. (i - 4), ARGV[i]) end
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return redis.call('HMGET', KEYS[1], 'state', 'key')`)
}

// fillRound adds tokens that have not voted, and marks of who is invited, while the round is not open yet.
//
//	KEYS round, ledger, invited
//	ARGV 1 lifetime, 2 how many tokens, then the tokens, then the marks
//	returns 1, or 0 when the round has opened or closed meanwhile
func fillRound() *redis.Script {
	return redis.NewScript(`
if redis.call('HGET', KEYS[1], 'state') ~= 'opening' then return 0 end
local tokens = tonumber(ARGV[2])
for i = 3, #ARGV do
  if i < 3 + tokens then redis.call('HSETNX', KEYS[2], ARGV[i], 0) else redis.call('ZADD', KEYS[3], 0, ARGV[i]) end
end
redis.call('PEXPIRE', KEYS[2], ARGV[1])
redis.call('PEXPIRE', KEYS[3], ARGV[1])
return 1`)
}

// startRound opens a round that was filled, with every counter at 0.
//
//	KEYS round, counts
//	ARGV 1 lifetime, then how many options each question has
//	returns 1, or 0 when it has opened or closed meanwhile
func startRound() *redis.Script {
	return redis.NewScript(`
if redis.call('HGET', KEYS[1], 'state') ~= 'opening' then return 0 end
for i = 2, #ARGV do
  redis.call('HSET', KEYS[2], i - 2, 0)
  for o = 0, ARGV[i] - 1 do redis.call('HSET', KEYS[2], (i - 2) .. ':' .. o, 0) end
end
redis.call('PEXPIRE', KEYS[2], ARGV[1])
redis.call('HSET', KEYS[1], 'state', 'open')
return 1`)
}

// What castVote answers.
const (
	voteCounted = iota
	voteClosed
	voteNotInvited
	voteAgain
	voteNoOption
)

// castVote marks a token and counts its options, or does nothing.
//
//	KEYS round, ledger, counts
//	ARGV 1 token, 2 question, then the options, each once
//	returns one of the numbers above
func castVote() *redis.Script {
	return redis.NewScript(`
local round = redis.call('HMGET', KEYS[1], 'state', 'kind:' .. ARGV[2])
if round[1] ~= 'open' then return 1 end
if not round[2] or #ARGV < 3 or (#ARGV > 3 and round[2] ~= 'several') then return 4 end
for i = 3, #ARGV do
  if redis.call('HEXISTS', KEYS[3], ARGV[2] .. ':' .. ARGV[i]) == 0 then return 4 end
end
local mark = redis.call('HGET', KEYS[2], ARGV[1])
if not mark then return 2 end
if mark ~= '0' then return 3 end
redis.call('HSET', KEYS[2], ARGV[1], 1)
redis.call('HINCRBY', KEYS[3], ARGV[2], 1)
for i = 3, #ARGV do redis.call('HINCRBY', KEYS[3], ARGV[2] .. ':' .. ARGV[i], 1) end
return 0`)
}

// stopRound ends the votes and reads the counters, whose order is that of startRound.
//
//	KEYS round, counts, invited, rosters
//	returns {definition, counts, marks of the invited, history}, or nil when there is no open round
func stopRound() *redis.Script {
	return redis.NewScript(`
local state = redis.call('HGET', KEYS[1], 'state')
if state ~= 'open' and state ~= 'closing' then return false end
redis.call('HSET', KEYS[1], 'state', 'closing')
return {redis.call('HGET', KEYS[1], 'definition'), redis.call('HGETALL', KEYS[2]), redis.call('ZRANGE', KEYS[3], 0, -1), redis.call('GET', KEYS[4]) or ''}`)
}

// closeRound writes the result and destroys the rest, if the history is still the one the result was made with.
//
//	KEYS round, counts, ledger, invited, result, rosters, unswept, results
//	ARGV 1 name of the result, 2 snapshot, 3 its lifetime, 4 version of the history that was read, 5 new history
//	returns 1; 0 when the history changed meanwhile; -1 when somebody else closed the round
func closeRound() *redis.Script {
	return redis.NewScript(`
if redis.call('HGET', KEYS[1], 'state') ~= 'closing' then return -1 end
local version = string.match(redis.call('GET', KEYS[6]) or '', '^%d+') or '0'
if version ~= ARGV[4] then return 0 end
redis.call('SET', KEYS[5], ARGV[2], 'PX', ARGV[3])
redis.call('SADD', KEYS[8], ARGV[1])
redis.call('SET', KEYS[6], ARGV[5])
redis.call('SET', KEYS[7], 1)
redis.call('DEL', KEYS[1], KEYS[2])
redis.call('UNLINK', KEYS[3], KEYS[4])
return 1`)
}

// replaceHistory writes a history, if it is still the one that was read.
//
//	KEYS rosters
//	ARGV version that was read, new history
//	returns 1, or 0 when it changed meanwhile
func replaceHistory() *redis.Script {
	return redis.NewScript(`
if (string.match(redis.call('GET', KEYS[1]) or '', '^%d+') or '0') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1`)
}

// replaceMark puts one mark in the place of another.
//
//	KEYS invited
//	ARGV mark, instead
//	returns 1, or 0 when the mark is not there
func replaceMark() *redis.Script {
	return redis.NewScript(`
if redis.call('ZREM', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('ZADD', KEYS[1], 'NX', 0, ARGV[2])
return 1`)
}
