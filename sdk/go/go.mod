module credence.example/client

go 1.19
