// Signs a person up, in and out. CREDENCE_URL is the service, with its development inbox.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	credence "credence.example/client"
)

const password = "correct horse battery staple"

var (
	service = os.Getenv("CREDENCE_URL")
	ctx     = context.Background()
)

// linkToken returns the token of the link in the first mail to an address.
func linkToken(email string) string {
	for i := 0; i < 100; i++ {
		var inbox struct {
			Items []struct {
				To    json.RawMessage
				Links []string
			}
		}
		answer := must(http.Get(service + "/dev/inbox.json"))
		check(json.NewDecoder(answer.Body).Decode(&inbox))
		check(answer.Body.Close())
		for _, mail := range inbox.Items {
			if strings.Contains(string(mail.To), email) {
				return must(url.Parse(mail.Links[0])).Query().Get("token")
			}
		}
		time.Sleep(100 * time.Millisecond)
	}
	log.Fatal("no mail arrived")
	return ""
}

func main() {
	client := &credence.Client{URL: service}
	email := fmt.Sprintf("grace-%d@example.com", time.Now().UnixNano())
	must(client.SignUp(ctx, credence.SignUpBody{Email: email, Username: "grace", Password: password}))
	must(client.VerifyEmail(ctx, credence.VerifyEmailBody{Token: linkToken(email)}))

	_, err := client.SignIn(ctx, credence.SignInBody{Email: email, Password: "not the password"})
	fmt.Println("refused:", code(err))

	must(client.SignIn(ctx, credence.SignInBody{Email: email, Password: password}))
	me := must(client.ReadMe(ctx))
	fmt.Println("signed in:", me.Username, me.IsVerified)
	must(client.SignOut(ctx, credence.SignOutBody{}))
	_, err = client.ReadMe(ctx)
	fmt.Println("signed out:", code(err))
}

func code(err error) credence.ProblemCode {
	var refusal *credence.Refusal
	if !errors.As(err, &refusal) {
		log.Fatalf("expected a refusal, not %v", err)
	}
	return refusal.Code
}

func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
