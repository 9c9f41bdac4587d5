// Gen writes openapi.yaml, the document of the API as it is committed.
package main

import (
	"log"
	"os"

	"github.com/waybillhq/waybill/web"
)

func main() {
	s, err := web.New(web.Options{PublicURL: "http://localhost"})
	if err != nil {
		log.Fatal(err)
	}
	spec, err := s.Spec()
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile("openapi.yaml", spec, 0o644); err != nil {
		log.Fatal(err)
	}
}
