// Verifies the access token in TOKEN with each library, and checks that the forged one in FORGED is refused.
// ISSUER is the PUBLIC_URL of Credence, ALGORITHM the algorithm of its keys.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
	"github.com/lestrrat-go/jwx/v3/jwk"
	jwxjwt "github.com/lestrrat-go/jwx/v3/jwt"
)

var (
	issuer    = os.Getenv("ISSUER")
	algorithm = os.Getenv("ALGORITHM")
	keySetURL = issuer + "/.well-known/jwks.json"
)

func golangJWT(token string) error {
	keys, err := keyfunc.NewDefault([]string{keySetURL})
	if err != nil {
		return err
	}
	_, err = jwt.Parse(token, keys.Keyfunc,
		jwt.WithValidMethods([]string{algorithm}), jwt.WithIssuer(issuer), jwt.WithAudience(issuer))
	return err
}

func jwx(token string) error {
	keys, err := jwk.Fetch(context.Background(), keySetURL)
	if err != nil {
		return err
	}
	_, err = jwxjwt.Parse([]byte(token),
		jwxjwt.WithKeySet(keys), jwxjwt.WithIssuer(issuer), jwxjwt.WithAudience(issuer))
	return err
}

func outcome(verify func(string) error) string {
	if err := verify(os.Getenv("TOKEN")); err != nil {
		return fmt.Sprintf("refuses: %v", err)
	}
	if err := verify(os.Getenv("FORGED")); err == nil {
		return "accepts a forged token"
	}
	return "verifies"
}

func main() {
	fmt.Printf("golang-jwt: %s\n", outcome(golangJWT))
	fmt.Printf("lestrrat-go/jwx: %s\n", outcome(jwx))
}
