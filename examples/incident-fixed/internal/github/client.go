// Package github asks GitHub for the newest release of a repository.
package github

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/singleflight"
)

const api = "https://api.github.com"

// Release is what the service tells of a release.
type Release struct {
	Tag       string    `json:"tag_name"`
	Name      string    `json:"name"`
	Published time.Time `json:"published_at"`
}

// Client calls the GitHub API. Calls for the same repository are joined.
type Client struct {
	http  *http.Client
	token string
	group singleflight.Group
}

// NewClient makes a client; an empty token means anonymous calls.
func NewClient(token string) *Client {
	return &Client{http: &http.Client{Timeout: 5 * time.Second}, token: token}
}

// Latest returns the newest release of repo, which is written owner/name.
func (c *Client) Latest(ctx context.Context, repo string) (Release, error) {
	got, err, _ := c.group.Do(repo, func() (any, error) {
		return c.fetch(ctx, repo)
	})
	if err != nil {
		return Release{}, err
	}
	return got.(Release), nil
}

func (c *Client) fetch(ctx context.Context, repo string) (Release, error) {
	var release Release
	url := fmt.Sprintf("%s/repos/%s/releases/latest", api, repo)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return release, err
	}
	request.Header.Set("Accept", "application/vnd.github+json")
	if c.token != "" {
		request.Header.Set("Authorization", "Bearer "+c.token)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return release, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return release, fmt.Errorf("%s: %s", repo, response.Status)
	}
	return release, json.NewDecoder(response.Body).Decode(&release)
}
