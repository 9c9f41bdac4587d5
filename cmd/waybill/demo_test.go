package main

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestDemoServesUntilItIsStoppedAndLeavesNothing(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	out, in := io.Pipe()
	code := make(chan int, 1)
	go func() {
		none := func(string) (string, bool) { return "", false }
		code <- run(ctx, []string{"demo", "--serve"}, none, strings.NewReader(""), in, io.Discard)
		_ = in.Close()
	}()
	page, folder := regexp.MustCompile(`http://\S+/_sandbox`), regexp.MustCompile(`The project is in (\S+):`)
	var pages []string
	dir := ""
	for lines := bufio.NewScanner(out); lines.Scan() && !strings.Contains(lines.Text(), "Ctrl-C ends the demo"); {
		pages = append(pages, page.FindAllString(lines.Text(), -1)...)
		if m := folder.FindStringSubmatch(lines.Text()); m != nil {
			dir = m[1]
		}
	}
	if len(pages) != 2 {
		t.Fatalf("the demo names %d pages", len(pages))
	}
	for i, want := range []string{"C-1002", "O-9001"} {
		resp, err := http.Get(pages[i])
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s does not show %s: %v", pages[i], want, err)
		}
	}
	if _, err := os.Stat(dir); err != nil {
		t.Error(err)
	}
	stop()
	if got := <-code; got != exitOK {
		t.Errorf("exit code %d", got)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("%s was left behind: %v", dir, err)
	}
}
