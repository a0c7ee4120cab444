package credence

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	attempts   = 4
	firstDelay = 200 * time.Millisecond
	// A client waits no longer than this for one retry; a later time is for its caller to decide.
	longestDelay = 5 * time.Second
)

// defaultHTTP follows no redirect: an access token must not reach another host.
var defaultHTTP = &http.Client{
	Timeout:       30 * time.Second,
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// Refusal is an answer of the service that refuses a request (RFC 9457).
type Refusal struct {
	Problem
	// RetryAfter is the time after which a retry can succeed; zero if the service named none.
	RetryAfter time.Duration
}

func (r *Refusal) Error() string { return r.Title + ": " + r.Detail }

type prepared struct {
	method, url, kind string
	body              []byte
}

type answer struct {
	status  int
	headers http.Header
	body    []byte
}

// reliably sends a request again that got no answer, and lets reads see the last write on every instance of the service.
// A write carries one Idempotency-Key in all attempts, so it happens once.
func (c *Client) reliably(ctx context.Context, p prepared, token string) (*answer, error) {
	headers, err := c.headers(p, token)
	if err != nil {
		return nil, err
	}
	delay := firstDelay
	for attempt := 1; ; attempt++ {
		answer, err := c.once(ctx, p, headers)
		after := answer.retryAfter()
		isRetried := err != nil || (answer.isTemporary() && after <= longestDelay)
		if !isRetried || attempt == attempts || ctx.Err() != nil {
			if err == nil && p.method != http.MethodGet {
				c.remember(answer.headers.Get("Event-Position"))
			}
			return answer, err
		}
		if after < delay {
			after = delay
		}
		select {
		case <-time.After(after):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		delay *= 2
	}
}

func (c *Client) headers(p prepared, token string) (http.Header, error) {
	headers := http.Header{}
	if token != "" {
		headers.Set("Authorization", "Bearer "+token)
	}
	if p.body != nil {
		headers.Set("Content-Type", p.kind)
	}
	if p.method != http.MethodGet {
		key := make([]byte, 16)
		if _, err := rand.Read(key); err != nil {
			return nil, err
		}
		headers.Set("Idempotency-Key", hex.EncodeToString(key))
		return headers, nil
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if c.position != "" {
		headers.Set("Event-Position", c.position)
	}
	return headers, nil
}

// remember keeps the later position. Positions of one log have one length and compare as text. A log that was moved has
// positions of another form.
func (c *Client) remember(position string) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	if position != "" && (len(position) != len(c.position) || position > c.position) {
		c.position = position
	}
}

func (c *Client) once(ctx context.Context, p prepared, headers http.Header) (*answer, error) {
	sent, err := http.NewRequestWithContext(ctx, p.method, p.url, bytes.NewReader(p.body))
	if err != nil {
		return nil, err
	}
	sent.Header = headers.Clone()
	client := c.HTTP
	if client == nil {
		client = defaultHTTP
	}
	response, err := client.Do(sent)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	return &answer{response.StatusCode, response.Header, body}, nil
}

func (a *answer) retryAfter() time.Duration {
	if a == nil {
		return 0
	}
	seconds, err := strconv.Atoi(a.headers.Get("Retry-After"))
	if err != nil || seconds < 0 {
		return 0
	}
	return time.Duration(seconds) * time.Second
}

// isTemporary reports whether the same request may succeed soon. 409 has Retry-After only while the first request with the
// same key is still running.
func (a *answer) isTemporary() bool {
	switch a.status {
	case http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case http.StatusConflict:
		return a.retryAfter() > 0
	}
	return false
}

func (a *answer) code() ProblemCode {
	var problem struct{ Code ProblemCode }
	if !strings.HasPrefix(a.headers.Get("Content-Type"), "application/problem+json") {
		return ""
	}
	if json.Unmarshal(a.body, &problem) != nil {
		return ""
	}
	return problem.Code
}

// refusal returns the problem in an answer, or another error if it has none, such as the page of a proxy.
func (a *answer) refusal() error {
	refusal := &Refusal{RetryAfter: a.retryAfter()}
	if err := json.Unmarshal(a.body, &refusal.Problem); err != nil || refusal.Code == "" {
		return fmt.Errorf("the answer %d is not a problem of Credence", a.status)
	}
	return refusal
}
