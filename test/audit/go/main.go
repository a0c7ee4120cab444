// Command verify checks proof files with the packages of the Go team for the checksum database, which defined the formats.
// Its arguments are a public key and files. It prints a line for each file: the size of the checkpoint, or a failure.
package main

import (
	"encoding/base64"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	if err != nil {
		fmt.Println("key:", err)
		os.Exit(1)
	}
	for _, path := range os.Args[2:] {
		size, err := check(path, verifier)
		if err != nil {
			fmt.Println("failed:", err)
		} else {
			fmt.Println("proved in", size)
		}
	}
}

// check returns the size of the tree that the leaf of a proof file is in.
func check(path string, verifier note.Verifier) (int64, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	head, checkpoint, _ := strings.Cut(string(file), "\n\n")
	lines := strings.Split(head, "\n")
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return 0, err
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[2], "index "), 10, 64)
	if err != nil {
		return 0, err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, err
		}
		proof = append(proof, hash)
	}
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		return 0, err
	}
	tree := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(tree[1], 10, 64)
	if err != nil {
		return 0, err
	}
	root, err := tlog.ParseHash(tree[2])
	if err != nil {
		return 0, err
	}
	return size, tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(leaf))
}
