# The tasks of this repository. `make help` lists them.
GO ?= go

.DEFAULT_GOAL := help
.PHONY: help build ui demo test lint bench verify screenshots

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build ./bin/waybill
	$(GO) build -trimpath -o bin/waybill ./cmd/waybill

ui: ## build the web interface into ui/dist, which is committed
	scripts/ui build

demo: ## deliver a sample shop to both sandboxes
	$(GO) run ./cmd/waybill demo

test: ## install the test servers and a browser, then run every test
	scripts/test

lint: ## vet and lint by golangci-lint, installed into ./bin if it is missing
	scripts/golangci-lint run ./...

bench: ## measure what docs/benchmarks.md promises
	$(GO) run ./bench

verify: ## generated files, format and go.mod are up to date
	scripts/verify

screenshots: ## take pictures of every page of the web interface into docs/images
	scripts/ui screenshots
