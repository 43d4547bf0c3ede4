package slacktest

// conversationHistory gives the newest messages of a conversation that everyone in it sees, newest first.
func conversationHistory(c *call) (map[string]any, *failure) {
	ch, ok := c.team.visible(c.str("channel"))
	if !ok {
		return nil, fail("channel_not_found")
	}
	list := []any{}
	for i := len(c.team.posts) - 1; i >= 0; i-- {
		if p := c.team.posts[i]; p.Channel == ch.ID && p.Ephemeral == "" && !p.Deleted {
			list = append(list, c.team.message(p))
		}
	}
	return map[string]any{"messages": list, "has_more": false}, nil
}
