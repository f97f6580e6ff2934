package main
import ("net/http";"github.com/spf13/viper")
func main() {
	viper.SetDefault("server.port", "8080")
	viper.SetEnvPrefix("web")
	viper.AutomaticEnv()
	http.ListenAndServe(":"+viper.GetString("server.port"), nil)
}
