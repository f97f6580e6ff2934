import unittest

from links.store import Store


class StoreTest(unittest.TestCase):
    def test_a_link_comes_back(self):
        store = Store()
        code = store.add("https://example.org/")
        self.assertEqual(store.get(code), "https://example.org/")


if __name__ == "__main__":
    unittest.main()
