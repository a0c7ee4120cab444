package credence

import (
	"encoding/json"
	"time"
)

// Tokens are the tokens of a session.
type Tokens struct {
	AccessToken  string
	RefreshToken string
	ExpiresAt    time.Time
}

// Tokens returns the tokens of the session, or nil without one.
func (c *Client) Tokens() *Tokens {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.tokens
}

// SetTokens replaces the tokens of the session, for example by stored ones. Nil removes them.
func (c *Client) SetTokens(tokens *Tokens) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.tokens = tokens
}

type issued struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    int64  `json:"expires_in"`
}

// issuedTokens returns the tokens of an answer, or nil if it has none. They are at its top, or in `session` where something
// else was the purpose of the request.
func issuedTokens(body []byte) *Tokens {
	var answer struct {
		issued
		Session issued `json:"session"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return nil
	}
	for _, one := range []issued{answer.issued, answer.Session} {
		if one.AccessToken != "" && one.RefreshToken != "" {
			expiresAt := time.Now().Add(time.Duration(one.ExpiresIn) * time.Second)
			return &Tokens{one.AccessToken, one.RefreshToken, expiresAt}
		}
	}
	return nil
}
