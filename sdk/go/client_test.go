package credence

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

const (
	issuedBody      = `{"access_token":"second","refresh_token":"r2","expires_in":900}`
	unauthenticated = `{"code":"unauthenticated","title":"Unauthenticated","detail":"Sign in.","status":401}`
	ended           = `{"code":"invalid_refresh_token","title":"Ended","detail":"Sign in.","status":401}`
)

func refuse(w http.ResponseWriter, status int, body string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body))
}

func clientOf(t *testing.T, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return &Client{URL: server.URL}
}

func signedIn(client *Client, expiresAt time.Time) *Client {
	client.SetTokens(&Tokens{"first", "r1", expiresAt})
	return client
}

func TestAWriteWithoutAnAnswerIsRepeatedWithTheSameKey(t *testing.T) {
	keys := map[string]int{}
	sent := 0
	client := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		keys[r.Header.Get("Idempotency-Key")]++
		if sent++; sent < 3 {
			refuse(w, http.StatusServiceUnavailable, "{}")
			return
		}
		_, _ = w.Write([]byte(`{"message":"Done."}`))
	})
	if _, err := client.SignOut(context.Background(), SignOutBody{}); err != nil || sent != 3 || len(keys) != 1 {
		t.Fatalf("%v after %d requests with the keys %v", err, sent, keys)
	}
}

func TestALateRetryIsLeftToTheCaller(t *testing.T) {
	client := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		refuse(w, http.StatusServiceUnavailable, unauthenticated)
	})
	_, err := client.ReadMe(context.Background())
	var refusal *Refusal
	if !errors.As(err, &refusal) || refusal.RetryAfter != time.Minute {
		t.Fatalf("got %v", err)
	}
}

func TestReadsCarryThePositionOfTheLastWrite(t *testing.T) {
	positions := []string{"07", "03"}
	var read string
	client := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet {
			read = r.Header.Get("Event-Position")
		} else {
			w.Header().Set("Event-Position", positions[0])
			positions = positions[1:]
		}
		_, _ = w.Write([]byte("{}"))
	})
	for range []int{1, 2} {
		if _, err := client.VerifyEmail(context.Background(), VerifyEmailBody{Token: "a"}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.ReadMe(context.Background()); err != nil || read != "07" {
		t.Fatalf("%v with the position %q", err, read)
	}
}

func TestGoroutinesShareOneRefresh(t *testing.T) {
	var mutex sync.Mutex
	refreshes := 0
	client := signedIn(clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == refreshPath:
			mutex.Lock()
			refreshes++
			mutex.Unlock()
			_, _ = w.Write([]byte(issuedBody))
		case r.Header.Get("Authorization") == "Bearer second":
			_, _ = w.Write([]byte("{}"))
		default:
			refuse(w, http.StatusUnauthorized, unauthenticated)
		}
	}), time.Now().Add(time.Hour))
	var all sync.WaitGroup
	for i := 0; i < 8; i++ {
		all.Add(1)
		go func() {
			defer all.Done()
			if _, err := client.ReadMe(context.Background()); err != nil {
				t.Error(err)
			}
		}()
	}
	all.Wait()
	if refreshes != 1 {
		t.Fatalf("%d refreshes", refreshes)
	}
}

func TestAnExpiredAccessTokenIsRefreshedBeforeTheRequest(t *testing.T) {
	var used string
	client := signedIn(clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != refreshPath {
			used = r.Header.Get("Authorization")
		}
		_, _ = w.Write([]byte(issuedBody))
	}), time.Now())
	if _, err := client.ReadMe(context.Background()); err != nil || used != "Bearer second" {
		t.Fatalf("%v with %q", err, used)
	}
}

func TestAnEndedSessionIsRemovedAndReported(t *testing.T) {
	client := signedIn(clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == refreshPath {
			refuse(w, http.StatusUnauthorized, ended)
			return
		}
		refuse(w, http.StatusUnauthorized, unauthenticated)
	}), time.Now().Add(time.Hour))
	reports := 0
	client.OnSignedOut = func() { reports++ }
	if _, err := client.ReadMe(context.Background()); err == nil || client.Tokens() != nil || reports != 1 {
		t.Fatalf("%v, tokens %v, %d reports", err, client.Tokens(), reports)
	}
}

func TestAFailedRefreshKeepsTheSession(t *testing.T) {
	client := signedIn(clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == refreshPath {
			refuse(w, http.StatusTooManyRequests, `{"code":"rate_limited","title":"","detail":""}`)
			return
		}
		refuse(w, http.StatusUnauthorized, unauthenticated)
	}), time.Now().Add(time.Hour))
	if _, err := client.ReadMe(context.Background()); err == nil || client.Tokens() == nil {
		t.Fatalf("%v, tokens %v", err, client.Tokens())
	}
}

func TestPathParametersAreEscaped(t *testing.T) {
	var path string
	client := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.EscapedPath()
		_, _ = w.Write([]byte("{}"))
	})
	client.APIKey = "key"
	if _, err := client.ReadUser(context.Background(), "a/../b?c", ReadUserQuery{}); err != nil || path != "/v1/users/a%2F..%2Fb%3Fc" {
		t.Fatalf("%v at %s", err, path)
	}
}

func TestThePageOfAProxyIsNoRefusal(t *testing.T) {
	client := clientOf(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = w.Write([]byte("<html>"))
	})
	_, err := client.ReadMe(context.Background())
	var refusal *Refusal
	if err == nil || errors.As(err, &refusal) {
		t.Fatalf("got %v", err)
	}
}
