package choosetest

import (
	"encoding/json"
	"net/http"
)

// chatRequest is what this format asks for.
type chatRequest struct {
	Model    string `json:"model"`
	Messages []struct{ Role, Content string }
	Format   struct {
		Type   string `json:"type"`
		Schema struct {
			Name   string         `json:"name"`
			Strict bool           `json:"strict"`
			Schema map[string]any `json:"schema"`
		} `json:"json_schema"`
	} `json:"response_format"`
}

// problem is what a server of this format would refuse the request for, or empty.
func (r chatRequest) problem() string {
	if r.Model == "" || len(r.Messages) != 2 || r.Messages[0].Role != "system" || r.Messages[1].Role != "user" {
		return "want model, and a system and a user message"
	}
	if f := r.Format; f.Type != "json_schema" || f.Schema.Name == "" || !f.Schema.Strict || f.Schema.Schema["type"] != "object" {
		return "want a strict JSON schema"
	}
	return ""
}

// chat reads a request for a choice as a server of this format would.
func (s *StandIn) chat(note *Request, body []byte) (func(http.ResponseWriter, Mode), string) {
	var in chatRequest
	if json.Unmarshal(body, &in) != nil {
		return nil, "want JSON"
	}
	if problem := in.problem(); problem != "" {
		return nil, problem
	}
	var q struct {
		Message string `json:"message"`
		Topics  []struct{ ID, Title string }
	}
	if json.Unmarshal([]byte(in.Messages[1].Content), &q) != nil || q.Message == "" {
		return nil, "want a message and topics"
	}
	note.Message = q.Message
	for _, t := range q.Topics {
		note.Offered, note.Titles = append(note.Offered, t.ID), append(note.Titles, t.Title)
	}
	return func(w http.ResponseWriter, m Mode) {
		answer(w, completion(in.Model, m, s.picks(q.Message, note.Offered)))
	}, ""
}

func (s *StandIn) picks(message string, offered []string) []string {
	if s.Answer != nil {
		return s.Answer(message, offered)
	}
	return offered[:min(1, len(offered))]
}

// completion is an answer as the format wants it, with what the mode puts in it.
func completion(model string, m Mode, picks []string) map[string]any {
	text, err := json.Marshal(map[string][]string{"answer": picks})
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	message := map[string]any{"role": "assistant", "content": string(text), "refusal": nil}
	switch m {
	case Prose:
		message["content"] = "Call the parents and tell them it is urgent. " + string(text)
	case Outside:
		message["content"] = `{"answer":["../../etc/passwd"]}`
	case Refusal:
		message["content"], message["refusal"] = nil, "I cannot help with that."
	}
	return map[string]any{
		"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": model,
		"choices": []map[string]any{{"index": 0, "message": message, "logprobs": nil, "finish_reason": "stop"}},
		"usage":   map[string]int{"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
	}
}
