package all_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/waybillhq/waybill/sandbox"
	"github.com/waybillhq/waybill/sandbox/all"
	"github.com/waybillhq/waybill/sandbox/partnerize"
)

func Example() {
	kind, err := sandbox.ParseKind(all.Kinds(), "partnerize")
	if err != nil {
		panic(err)
	}
	faults, err := sandbox.ParseFaults("reset-after:match=ORDER-2")
	if err != nil {
		panic(err)
	}
	s, err := sandbox.New(kind, sandbox.Options{Seed: 1, Faults: faults})
	if err != nil {
		panic(err)
	}
	server, err := sandbox.Start(context.Background(), s, "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer func() { _ = server.Close() }()

	for _, order := range []string{"ORDER-1", "ORDER-2"} {
		resp, err := http.Post(server.URL+"/conversion/tracking_mode:api/campaign:10l176/clickref:10lsandbox01/conversionref:"+order+
			"/currency:USD/[category:bag/value:12.50/quantity:2]", "", nil)
		if err != nil {
			fmt.Println(order, "was sent, and the connection broke")
			continue
		}
		fmt.Println(order, "was answered with", resp.StatusCode)
		_ = resp.Body.Close()
	}
	for _, c := range partnerize.Records(s).Conversions {
		fmt.Println("recorded:", c.Ref, c.Status)
	}
	// Output:
	// ORDER-1 was answered with 200
	// ORDER-2 was sent, and the connection broke
	// recorded: ORDER-1 pending
	// recorded: ORDER-2 pending
}
