// Package credence is a client of the HTTP API of Credence.
package credence

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

const (
	// Refreshes that long before the access token expires, so that it does not expire on its way.
	early       = 10 * time.Second
	refreshPath = "/auth/refresh"
	signOutPath = "/auth/logout"
)

// Client calls every operation of the API. It keeps the session of a person, or sends an API key. All its methods can be
// used by several goroutines.
type Client struct {
	// URL is the PUBLIC_URL of Credence.
	URL string
	// APIKey is an API key or the service token, in place of a session.
	APIKey string
	// OnSignedOut is called when the service has ended the session.
	OnSignedOut func()
	// HTTP sends the requests; by default, with a time limit of 30 seconds and without following redirects.
	HTTP *http.Client

	mutex      sync.Mutex
	tokens     *Tokens
	refreshing sync.Mutex
	position   string
}

type request struct {
	method, path string
	query        map[string]string
	body         any
	form         bool
}

// call sends a request and decodes the body of its answer. A refusal is a *Refusal.
func call[T any](ctx context.Context, c *Client, r request) (*T, error) {
	body, err := callBytes(ctx, c, r)
	if err != nil {
		return nil, err
	}
	parsed := new(T)
	return parsed, json.Unmarshal(body, parsed)
}

func callBytes(ctx context.Context, c *Client, r request) ([]byte, error) {
	encoded, kind, err := encode(r)
	if err != nil {
		return nil, err
	}
	answer, err := c.authenticated(ctx, prepared{r.method, c.target(r), kind, encoded})
	if err != nil {
		return nil, err
	}
	if answer.status >= 300 {
		return nil, answer.refusal()
	}
	if c.APIKey == "" {
		if issued := issuedTokens(answer.body); issued != nil || r.path == signOutPath {
			c.SetTokens(issued)
		}
	}
	return answer.body, nil
}

func (c *Client) target(r request) string {
	query := url.Values{}
	for name, value := range r.query {
		if value != "" {
			query.Set(name, value)
		}
	}
	target := strings.TrimRight(c.URL, "/") + r.path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	return target
}

func encode(r request) ([]byte, string, error) {
	if r.body == nil {
		return nil, "", nil
	}
	encoded, err := json.Marshal(r.body)
	if err != nil || !r.form {
		return encoded, "application/json", err
	}
	var fields map[string]string
	if err := json.Unmarshal(encoded, &fields); err != nil {
		return nil, "", err
	}
	form := url.Values{}
	for name, value := range fields {
		form.Set(name, value)
	}
	return []byte(form.Encode()), "application/x-www-form-urlencoded", nil
}

func (c *Client) authenticated(ctx context.Context, p prepared) (*answer, error) {
	if c.APIKey != "" {
		return c.reliably(ctx, p, c.APIKey)
	}
	tokens := c.Tokens()
	if tokens != nil && time.Now().Add(early).After(tokens.ExpiresAt) {
		renewed, err := c.refresh(ctx, tokens)
		if err != nil {
			return nil, err
		}
		tokens = renewed
	}
	if tokens == nil {
		return c.reliably(ctx, p, "")
	}
	first, err := c.reliably(ctx, p, tokens.AccessToken)
	if err != nil || first.code() != ProblemCodeUnauthenticated {
		return first, err
	}
	renewed, err := c.refresh(ctx, tokens)
	if err != nil || renewed == nil {
		return first, err
	}
	return c.reliably(ctx, p, renewed.AccessToken)
}

// refresh replaces used tokens. Goroutines that use the same tokens share one refresh.
func (c *Client) refresh(ctx context.Context, used *Tokens) (*Tokens, error) {
	c.refreshing.Lock()
	defer c.refreshing.Unlock()
	current := c.Tokens()
	if current == nil || current.RefreshToken != used.RefreshToken {
		return current, nil
	}
	body, err := json.Marshal(RefreshBody{RefreshToken: &current.RefreshToken})
	if err != nil {
		return nil, err
	}
	target := c.target(request{path: refreshPath})
	answer, err := c.reliably(ctx, prepared{http.MethodPost, target, "application/json", body}, "")
	if err != nil {
		return nil, err
	}
	if issued := issuedTokens(answer.body); answer.status < 300 && issued != nil {
		c.SetTokens(issued)
		return issued, nil
	}
	if answer.code() != ProblemCodeInvalidRefreshToken {
		return current, nil
	}
	c.SetTokens(nil)
	if c.OnSignedOut != nil {
		c.OnSignedOut()
	}
	return nil, nil
}
