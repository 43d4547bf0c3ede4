package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/baken-bot/baken/internal/chat"
)

// upload brings the pictures of a reply to Slack and returns the id of each by its card's number. A picture that cannot be brought there is left
// out, and the operator hears of it: the text says everything that it does.
func (s *Slack) upload(ctx context.Context, team string, r chat.Reply) map[int]string {
	files := map[int]string{}
	for i, c := range r.Cards {
		if c.Picture == nil {
			continue
		}
		id, err := s.uploadOne(ctx, team, *c.Picture)
		if err != nil {
			s.Report(fmt.Errorf("upload picture: %w", err))
			continue
		}
		files[i] = id
	}
	return files
}

// uploadOne takes the three steps of https://docs.slack.dev/messaging/working-with-files/#uploading_files.
func (s *Slack) uploadOne(ctx context.Context, team string, p chat.Picture) (string, error) {
	var place struct {
		URL string `json:"upload_url"`
		ID  string `json:"file_id"`
	}
	args := url.Values{"filename": {"picture.png"}, "length": {strconv.Itoa(len(p.PNG))}, "alt_txt": {cut(p.Alt, 1000)}}
	// A place that is not used is no harm, so it may be asked for again.
	if err := s.do(ctx, call{team: team, method: "files.getUploadURLExternal", args: args, read: true}, &place); err != nil {
		return "", err
	}
	if err := s.put(ctx, place.URL, p.PNG); err != nil {
		return "", err
	}
	files, err := json.Marshal([]map[string]string{{"id": place.ID, "title": cut(p.Alt, 100)}})
	if err != nil {
		return "", fmt.Errorf("write file: %w", err)
	}
	return place.ID, s.do(ctx, call{team: team, method: "files.completeUploadExternal", args: url.Values{"files": {string(files)}}}, nil)
}

func (s *Slack) put(ctx context.Context, to string, data []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to, bytes.NewReader(data))
	if err != nil {
		return errors.New("put picture: the address is wrong")
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	res, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("put picture: %w", bare(err))
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("put picture: status %d", res.StatusCode)
	}
	return nil
}
