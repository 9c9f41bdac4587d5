package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/waybillhq/waybill"
)

// outcomeText is an outcome in the words of the screen.
func outcomeText(o waybill.Outcome) string {
	switch o {
	case waybill.Rejected:
		return "refused"
	case waybill.InDoubt:
		return "in doubt"
	case "":
		return "note"
	}
	return string(o)
}

// statusWords is a status in the words of the screen.
func statusWords(s waybill.Status) string { return strings.ReplaceAll(string(s), "_", " ") }

func kindText(k waybill.Kind) string {
	switch k {
	case waybill.Added:
		return "new"
	case waybill.Removed:
		return "left the model"
	}
	return string(k)
}

func statusText(status int) string {
	return strings.TrimSpace(fmt.Sprintf("%d %s", status, http.StatusText(status)))
}

// pretty indents JSON and leaves all else as it is. Numbers stay exact.
func pretty(text string) string {
	text = strings.TrimSpace(text)
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(text), "", "  "); err != nil {
		return text
	}
	return b.String()
}
