package slacktest

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// Upload is a file on its way to, or in, a channel.
type Upload struct {
	ID, Team, Name, Title, AltText string
	Length                         int
	Data                           []byte
	// Channels are where it was shared; empty until the upload was completed.
	Channels []string
	done     bool
}

func uploadURL(c *call) (map[string]any, *failure) {
	length, err := strconv.Atoi(c.str("length"))
	if c.str("filename") == "" || err != nil || length <= 0 {
		return nil, &failure{code: "invalid_arguments", extra: messages("[ERROR] missing required field: filename or length")}
	}
	u := &Upload{ID: c.s.id("F"), Team: c.team.id, Name: c.str("filename"), AltText: c.str("alt_txt"), Length: length}
	c.s.uploads[u.ID] = u
	return map[string]any{"upload_url": c.s.http.URL + "/upload/" + u.ID, "file_id": u.ID}, nil
}

func (s *Server) serveUpload(w http.ResponseWriter, r *http.Request) {
	data, err := readUpload(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.uploads[r.PathValue("id")]
	if !ok || err != nil || len(data) != u.Length {
		http.Error(w, "upload refused", http.StatusBadRequest)
		return
	}
	u.Data = data
	s.note()
	fmt.Fprintf(w, "OK - %d", len(data))
}

func readUpload(r *http.Request) ([]byte, error) {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return io.ReadAll(io.LimitReader(r.Body, maxBody))
	}
	if err := r.ParseMultipartForm(maxBody); err != nil {
		return nil, err
	}
	for _, list := range r.MultipartForm.File {
		file, err := list[0].Open()
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return io.ReadAll(file)
	}
	return nil, http.ErrMissingFile
}

func completeUpload(c *call) (map[string]any, *failure) {
	var files []struct{ ID, Title string }
	if err := c.decode("files", &files); err != nil || len(files) == 0 {
		return nil, &failure{code: "invalid_arguments", extra: messages("[ERROR] missing required field: files")}
	}
	var shared []Upload
	answer := []any{}
	for _, f := range files {
		u, ok := c.s.uploads[f.ID]
		if !ok || u.Team != c.team.id || u.Data == nil || u.done {
			return nil, fail("file_not_found")
		}
		u.Title = f.Title
		shared = append(shared, *u)
		answer = append(answer, map[string]any{"id": u.ID, "title": u.Title})
	}
	if f := c.share(shared); f != nil {
		return nil, f
	}
	for _, f := range files {
		c.s.uploads[f.ID].done = true
	}
	return map[string]any{"files": answer}, nil
}

// share puts files in the conversation named, if one is.
func (c *call) share(files []Upload) *failure {
	id := c.str("channel_id")
	if id == "" {
		return nil
	}
	ch, f := c.channel(id)
	if f != nil {
		return f
	}
	for i := range files {
		files[i].Channels = []string{ch.ID}
		c.s.uploads[files[i].ID].Channels = []string{ch.ID}
	}
	c.team.posts = append(c.team.posts, &Post{
		Team: c.team.id, Channel: ch.ID, TS: c.s.ts(c.At, c.team.id, ch.ID), User: c.team.botUser, Text: c.str("initial_comment"), ThreadTS: c.str("thread_ts"),
		Files: files, At: c.At, Via: c.Method,
	})
	return nil
}

// Uploads are the files of a workspace, finished or not.
func (s *Server) Uploads(team string) []Upload {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Upload
	for _, u := range s.uploads {
		if u.Team == team {
			out = append(out, *u)
		}
	}
	return out
}
