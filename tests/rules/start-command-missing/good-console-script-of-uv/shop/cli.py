def main():
    print("open")
