package slacktest

// methods is the Web API this server speaks, with the scope each method needs (https://docs.slack.dev/reference/methods).
func methods() map[string]method {
	return map[string]method{
		"auth.test":                    {serve: authTest},
		"auth.revoke":                  {serve: authRevoke},
		"team.info":                    {serve: teamInfo, scope: "team:read"},
		"chat.postMessage":             {serve: postMessage, scope: "chat:write"},
		"chat.postEphemeral":           {serve: postEphemeral, scope: "chat:write"},
		"chat.update":                  {serve: updateMessage, scope: "chat:write"},
		"chat.delete":                  {serve: deleteMessage, scope: "chat:write"},
		"conversations.open":           {serve: openConversation, scope: "im:write"},
		"conversations.info":           {serve: conversationInfo},
		"conversations.history":        {serve: conversationHistory},
		"conversations.replies":        {serve: conversationReplies},
		"conversations.members":        {serve: conversationMembers},
		"users.info":                   {serve: userInfo, scope: "users:read"},
		"users.list":                   {serve: userList, scope: "users:read"},
		"usergroups.users.list":        {serve: groupUsers, scope: "usergroups:read"},
		"views.open":                   {serve: openView},
		"views.push":                   {serve: pushView},
		"views.update":                 {serve: updateView},
		"views.publish":                {serve: publishView},
		"files.getUploadURLExternal":   {serve: uploadURL, scope: "files:write"},
		"files.completeUploadExternal": {serve: completeUpload, scope: "files:write"},
		"apps.connections.open":        {serve: openConnection, auth: appAuth},
		"oauth.v2.access":              {serve: oauthAccess, auth: noAuth},
	}
}
