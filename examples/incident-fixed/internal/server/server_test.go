package server

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/acme/releases/internal/github"
)

func TestLatestRefusesAName(t *testing.T) {
	recorder := httptest.NewRecorder()
	request := httptest.NewRequest(http.MethodGet, "/latest?repo=nonsense", nil)
	New(github.NewClient("")).ServeHTTP(recorder, request)
	if recorder.Code != http.StatusBadRequest {
		t.Fatalf("got %d, want %d", recorder.Code, http.StatusBadRequest)
	}
}
